import type { Clock } from '../clock.ts';
import { deployerPrincipalId } from './cloud.ts';
import { type AzureAnswer, type AzureRequest, azureError } from './exchange.ts';
import type { Fault, FaultName, Faults } from './faults.ts';
import { readMemory } from './read-memory.ts';

/** What becomes of a request that a fault strikes: another answer, a cut connection, or silence. */
export interface Struck {
  readonly name: FaultName;
  readonly answer?: AzureAnswer;
  readonly cut?: boolean;
  /** Nobody answers, for as long as the client waits. */
  readonly silent?: boolean;
}

/** The two places where faults come in: before an operation is carried out, and after. */
export interface FaultInjection {
  before(request: AzureRequest): Struck | undefined;
  after(request: AzureRequest, answer: AzureAnswer): Struck | undefined;
}

export const noFaults: FaultInjection = { before: () => undefined, after: () => undefined };

/** Strikes requests with the faults that are set, in the order of how early they happen on the way. */
export function faultInjection(faults: Faults, clock: Clock): FaultInjection {
  const memory = readMemory(clock);
  return {
    before(request) {
      const target = targetOf(request);
      if (faults.strike('connection-reset', target)) return { name: 'connection-reset', cut: true };
      if (faults.strike('no-answer', target)) return { name: 'no-answer', silent: true };
      const throttled = faults.strike('throttled', target);
      if (throttled) return { name: 'throttled', answer: tooManyRequests(throttled.seconds ?? 10, clock) };
      const error = faults.strike('server-error', target);
      if (error) return { name: 'server-error', answer: serverError(error) };
      const forbidden = faults.strike('forbidden', target);
      if (forbidden) return { name: 'forbidden', answer: authorizationFailed(request) };
      return undefined;
    },
    after(request, answer) {
      const target = targetOf(request);
      if (request.method !== 'GET') {
        if (request.method === 'PUT') memory.written(request);
        return faults.strike('lost-answer', target) && { name: 'lost-answer', cut: true };
      }
      const earlier = memory.exchanged(request, answer);
      if (memory.isYoung(request) && faults.strike('not-found-after-create', target)) {
        return { name: 'not-found-after-create', answer: notFound(request) };
      }
      return earlier && faults.strike('stale-read', target) && { name: 'stale-read', answer: earlier };
    },
  };
}

/** The words that a fault's target is matched with. */
export const targetOf = (request: AzureRequest) => `${request.method} ${request.host}${request.path}`;

/**
 * 429 of Azure Resource Manager (request limits and throttling). The seconds are of the emulator's time; the SDKs sleep in
 * real time, and take `retry-after-ms` before `Retry-After`, so both are scaled and the first is exact.
 */
export function tooManyRequests(seconds: number, clock: Clock): AzureAnswer {
  const message =
    "Number of requests for subscription '00000000-0000-0000-0000-000000000000' and operation exceeded the backend " +
    `storage limit. Please try again after '${seconds}' seconds.`;
  return { ...azureError(429, 'TooManyRequests', message), headers: retryAfter(seconds, clock) };
}

/** The headers that make a client wait so many seconds of the emulator's time. */
export function retryAfter(seconds: number, clock: Clock): Record<string, string> {
  const milliseconds = Math.round((seconds * 1000) / clock.speed);
  return { 'retry-after': String(Math.max(1, Math.ceil(milliseconds / 1000))), 'retry-after-ms': String(milliseconds) };
}

function serverError({ status = 500, code = 'InternalServerError', message }: Fault): AzureAnswer {
  return azureError(status, code, message ?? 'The server encountered an internal error. Try again.');
}

const notFound = (request: AzureRequest) =>
  azureError(404, 'ResourceNotFound', `The resource '${request.path}' was not found.`);

/** 403 of Azure Resource Manager (troubleshoot Azure RBAC). */
export const authorizationFailed = (request: AzureRequest, action = 'write', scope = request.path) =>
  azureError(
    403,
    'AuthorizationFailed',
    `The client '${clientOf(request)}' with object id '${clientOf(request)}' does not have authorization to perform ` +
      `action '${action}' over scope '${scope}' or the scope is invalid. ` +
      'If access was recently granted, please refresh your credentials.',
  );

const clientOf = ({ caller }: AzureRequest) => caller.principalId ?? deployerPrincipalId;
