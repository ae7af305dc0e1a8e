import type { LoggedRequest } from '../../emulator/azure/request-log.ts';
import { armResources } from './arm-schema.ts';
import { type SpecifiedOperation, specifiedOperations, type Validate } from './openapi.ts';

/** What came of holding bodies against the official schemas. */
export interface BodyValidation {
  readonly requests: number;
  readonly responses: number;
  readonly problems: readonly string[];
}

const azureHost =
  /^(management\.azure\.com|[\w-]+\.metrics\.monitor\.azure\.com|api\.loganalytics\.io|[\w.-]+\.eventgrid\.azure\.net)$/;

let schemas: { find: ReturnType<typeof specifiedOperations>; arm: ReturnType<typeof armResources> } | undefined;

/**
 * Holds every body that was sent to the emulated Azure, and every body that it answered, against the official schemas.
 * Requests that were made to be refused may break them; answers may not.
 */
export function validateBodies(log: readonly LoggedRequest[]): BodyValidation {
  schemas ??= { find: specifiedOperations(), arm: armResources() };
  const { find, arm } = schemas;
  const counts = { requests: 0, responses: 0 };
  const problems: string[] = [];
  for (const entry of log) {
    if (!azureHost.test(entry.host) || entry.status === 501 || entry.fault !== undefined) continue;
    // The documents at hand are of stable versions. What the preview versions answer is known from recordings.
    if (entry.apiVersion?.endsWith('-preview')) continue;
    const operation = find(entry.method, specifiedPath(entry));
    if (!operation) continue;
    const found = [...requestProblems(entry, operation, arm, counts), ...responseProblems(entry, operation, counts)];
    problems.push(...found.map((problem) => `${operation.operationId} (${entry.status}) ${problem}`));
  }
  return { ...counts, problems };
}

/** The path as the documents have it: without a version that belongs to the host, and as an overload where there are some. */
function specifiedPath({ host, path, body }: LoggedRequest): string {
  if (!host.endsWith('.eventgrid.azure.net')) return path.replace(/^\/v1\//, '/');
  const isCloudEvent = JSON.stringify(body)?.includes('"specversion"');
  return isCloudEvent ? '?overload=cloudEvent' : '?overload=EventGridEvent';
}

function requestProblems(
  entry: LoggedRequest,
  operation: SpecifiedOperation,
  arm: ReturnType<typeof armResources>,
  counts: { requests: number },
): string[] {
  if (entry.body === undefined || entry.status >= 400) return [];
  const validate = operation.validateRequest();
  if (!validate) return [];
  counts.requests += 1;
  const asTemplate = entry.method === 'PUT' ? (arm(entry.path, entry.body as object) ?? []) : [];
  return [...complaints(validate, entry.body), ...asTemplate].map((problem) => `asked: ${problem}`);
}

function responseProblems(
  entry: LoggedRequest,
  operation: SpecifiedOperation,
  counts: { responses: number },
): string[] {
  const validate = operation.validateResponse(entry.status);
  if (validate === 'unspecified') return ['has a status that the reference does not have'];
  if (entry.answer === undefined || validate === undefined) return [];
  counts.responses += 1;
  return complaints(validate, entry.answer).map((problem) => `answered: ${problem}`);
}

/** Without the errors of branches and wrappers: what is wrong inside says it better. */
function complaints(validate: Validate, value: unknown): string[] {
  if (validate(value)) return [];
  const errors = (validate.errors ?? []) as {
    instancePath: string;
    message: string;
    keyword: string;
    params: object;
  }[];
  const telling = errors.filter(({ keyword }) => !['oneOf', 'anyOf', 'not', 'type'].includes(keyword));
  const said = (telling.length > 0 ? telling : errors).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
  return [...new Set(said)].slice(0, 5);
}
