/**
 * What became of a request, as the endpoint's front saw it:
 * - `succeeded`: 1xx to 3xx
 * - `modelErrors`: 424, and the container said 5xx or nothing
 * - `modelRefusals`: 424, and the container said 4xx
 * - `timeouts`: 408, the model took longer than the deployment allows
 * - `throttled`: 429, more requests than the deployment takes at once
 * - `platformErrors`: 5xx
 * - `callerErrors`: every other 4xx; the deployment never saw the request
 * - `unclear`: a status that nobody can read
 */
export const requestClasses = [
  'succeeded',
  'modelErrors',
  'modelRefusals',
  'timeouts',
  'throttled',
  'platformErrors',
  'callerErrors',
  'unclear',
] as const;
export type RequestClass = (typeof requestClasses)[number];

/** Number of requests by class. A class that is left out had none. */
export type RequestCounts = Readonly<Partial<Record<RequestClass, number>>>;

/**
 * Classes that speak against a deployment. A refusal by the model is one: a missing role, a rejected key or a node that
 * raises comes as a 400 of the container, the same as a caller's bad input, and callers are the same on both sides of a
 * comparison. So is a 429: a slower or smaller deployment is what makes callers wait in vain.
 */
export const errorClasses: readonly RequestClass[] = [
  'modelErrors',
  'modelRefusals',
  'timeouts',
  'throttled',
  'platformErrors',
];

/**
 * The class of a request, by the dimensions `statusCode` and `modelStatusCode` of RequestsPerMinute. A class of statuses
 * (`2xx`) is read too, as far as it says anything: behind a bare `4xx` there may be anyone's fault.
 * Source: Microsoft Learn, "Troubleshooting online endpoints deployment and scoring", HTTP status codes.
 */
export function requestClassOf(statusCode: string, modelStatusCode = ''): RequestClass {
  const modelFailure = /^[45]/.exec(modelStatusCode)?.[0];
  if (statusCode === '424' || (/^4xx$/i.test(statusCode) && modelFailure)) {
    return modelFailure === '4' ? 'modelRefusals' : 'modelErrors';
  }
  if (/^4xx$/i.test(statusCode)) return 'unclear';
  if (statusCode === '408') return 'timeouts';
  if (statusCode === '429') return 'throttled';
  return byFirstDigit[/^([1-5])(\d\d|xx)$/i.exec(statusCode)?.[1] ?? ''] ?? 'unclear';
}

const byFirstDigit: Readonly<Record<string, RequestClass>> = {
  1: 'succeeded',
  2: 'succeeded',
  3: 'succeeded',
  4: 'callerErrors',
  5: 'platformErrors',
};

/**
 * How many requests are the deployment's to answer for, and how many of them it failed. What callers did wrong is in
 * neither number, and nor is what nobody can read: it must not pass for success.
 */
export function answeredFor(counts: RequestCounts): { readonly requests: number; readonly errors: number } {
  const errors = errorClasses.reduce((sum, each) => sum + (counts[each] ?? 0), 0);
  return { requests: errors + (counts.succeeded ?? 0), errors };
}
