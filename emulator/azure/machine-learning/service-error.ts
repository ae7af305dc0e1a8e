import { randomUUID } from 'node:crypto';
import { type Cloud, isoNow } from '../cloud.ts';
import { type AzureAnswer, type ErrorDetail, json } from '../exchange.ts';
import type { OperationError } from '../operations.ts';

export interface ServiceErrorOptions {
  readonly details?: readonly ErrorDetail[];
  /** Codes from the outside in, as in `['UserError', 'NotFoundError']`. */
  readonly inner?: readonly string[];
  readonly location?: string;
}

/** The error of the machine learning service: Azure's envelope, with what the service adds for its support. */
export function serviceError(cloud: Cloud, code: string, message: string, options: ServiceErrorOptions = {}) {
  const inner = options.inner?.reduceRight<unknown>((innerError, each) => ({ code: each, innerError }), null) ?? null;
  const info = (type: string, value: unknown) => ({ type, info: { value } });
  return {
    code,
    message,
    details: options.details ?? [],
    additionalInfo: [
      info('ComponentName', 'managementfrontend'),
      info('Correlation', { operation: randomUUID().replaceAll('-', ''), request: randomUUID().slice(0, 16) }),
      info('InnerError', inner),
      info('Environment', options.location ?? 'eastus'),
      info('Location', options.location ?? 'eastus'),
      info('Time', isoNow(cloud)),
    ],
  } satisfies OperationError;
}

export const serviceRefusal = (
  cloud: Cloud,
  status: number,
  code: string,
  message: string,
  options?: ServiceErrorOptions,
): AzureAnswer => json(status, { error: serviceError(cloud, code, message, options) });

export const notFound = (cloud: Cloud, message: string) =>
  serviceRefusal(cloud, 404, 'UserError', message, { inner: ['NotFoundError'] });

export const conflict = (cloud: Cloud, message: string) => serviceRefusal(cloud, 409, 'Conflict', message);

export const badRequest = (cloud: Cloud, message: string, details: readonly ErrorDetail[] = []) =>
  serviceRefusal(cloud, 400, 'BadRequest', message, { details });

/**
 * A refusal that comes from the inferencing service behind the front end: its own answer travels as text in the message
 * of a detail (the form in which users see it in public issues).
 */
export function validationRefusal(cloud: Cloud, field: string, problem: string, of: 'Endpoint' | 'Deployment') {
  const errors = {
    errors: { [field]: [problem] },
    type: 'https://tools.ietf.org/html/rfc7231#section-6.5.1',
    title: 'One or more validation errors occurred.',
    status: 400,
    traceId: `00-${randomUUID().replaceAll('-', '')}-${randomUUID().replaceAll('-', '').slice(0, 16)}-01`,
  };
  const message = `InferencingClient HttpRequest error, error detail: ${JSON.stringify(errors)}`;
  return badRequest(cloud, 'The request is invalid.', [{ code: `InferencingClientCreate${of}Failed`, message }]);
}

/** A refusal that the front end passes on from the inferencing service with its code. */
export const inferencingRefusal = (cloud: Cloud, message: string, status = 400) =>
  serviceRefusal(cloud, status, 'InferencingClientCallFailed', message);
