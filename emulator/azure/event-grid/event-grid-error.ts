import { randomUUID } from 'node:crypto';
import { type AzureAnswer, azureError } from '../exchange.ts';

const codes = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
} as const;

/** The error envelope of Event Grid's data plane: the same message twice, and a report that its support asks for. */
export function eventGridError(status: keyof typeof codes, detailCode: string, message: string): AzureAnswer {
  const time = new Date().toLocaleString('en-US', { timeZone: 'UTC' });
  const report = `Report '${randomUUID()}:0:${time} (UTC)' to our forums for assistance or raise a support ticket.`;
  const full = `${message} ${report}`;
  return azureError(status, codes[status], full, [{ code: detailCode, message: full }]);
}
