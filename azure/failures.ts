import { isRestError, type RestError } from '@azure/core-rest-pipeline';
import { type FaultSlug, type Outcome, type Refused, refused } from '../domain/outcome.ts';
import { missingPermission } from './missing-permission.ts';
import { shortText } from './short-text.ts';

/**
 * What a failed call means: the thing is not there, the answer is no, or it is worth another try.
 * Source: Microsoft Learn, "Troubleshoot online endpoint deployment"; REST API, common error responses.
 */
export type Failure =
  | { readonly kind: 'absent'; readonly text: string }
  | { readonly kind: 'refused'; readonly outcome: Refused }
  | { readonly kind: 'trouble'; readonly error: Error };

/** `doing` completes the sentence "could not …", with the name of the thing. */
export function failureOf(problem: unknown, doing: string): Failure {
  const known = problem instanceof Error ? told.get(problem) : undefined;
  if (known) return known;
  if (!isRestError(problem)) return trouble(troubleName(problem), doing, messageOf(problem));
  const text = `could not ${doing}: ${describe(problem)}`;
  const status = problem.statusCode;
  if (status === undefined) return trouble('unreachable', doing, describe(problem));
  if (status === 404) return { kind: 'absent', text };
  const passing = passingTrouble(problem);
  if (passing) return trouble(passing, doing, describe(problem));
  if (status === 401 || status === 403)
    return { kind: 'refused', outcome: missingPermission(text, fullMessage(problem)) };
  return { kind: 'refused', outcome: refused(slugOf(problem), sentence(text), remedyOf(problem)) };
}

/** What an error that we threw ourselves means: one call may be part of another. */
const told = new WeakMap<Error, Failure>();

/** Trouble that we see ourselves and that is worth another try. */
export function troubled(name: string, sentence: string): Error {
  const error = new Error(`${name}: ${sentence}`);
  told.set(error, { kind: 'trouble', error });
  return error;
}

/** A no that we see ourselves, where the value is a plain one. */
export function refusing(slug: FaultSlug, message: string, remedy: string): Error {
  return asError({ kind: 'refused', outcome: refused(slug, message, remedy) });
}

/** Absent is `undefined`; everything else is thrown. */
export async function orAbsent<T>(doing: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (problem) {
    const failure = failureOf(problem, doing);
    if (failure.kind === 'absent') return undefined;
    throw asError(failure);
  }
}

/** For what is good to know and nobody must be allowed to read: a no is `undefined` too, and only trouble is thrown. */
export async function orUnknown<T>(doing: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (problem) {
    // Some clouds and regions do not have every operation.
    if (isRestError(problem) && problem.statusCode === 501) return undefined;
    const failure = failureOf(problem, doing);
    if (failure.kind === 'trouble') throw asError(failure);
    return undefined;
  }
}

/** Whatever fails is thrown, in our own words. */
export async function orThrow<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (problem) {
    throw asError(failureOf(problem, doing));
  }
}

/** An expected no is refused, also one that names something that is not there; the rest is thrown. */
export async function orRefused<T>(doing: string, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work();
  } catch (problem) {
    return refusedOrThrown(problem, doing);
  }
}

export function refusedOrThrown(problem: unknown, doing: string): Refused {
  const failure = failureOf(problem, doing);
  if (failure.kind === 'refused') return failure.outcome;
  if (failure.kind === 'trouble') throw failure.error;
  return refused(
    'operation-failed',
    sentence(failure.text),
    'Look whether the workspace and all that the message names still exist.',
  );
}

function asError(failure: Failure): Error {
  const error = errorOf(failure);
  told.set(error, failure);
  return error;
}

function errorOf(failure: Failure): Error {
  if (failure.kind === 'trouble') return failure.error;
  if (failure.kind === 'absent') return new Error(`not-found: ${failure.text}`);
  return new Error(`${failure.outcome.fault.slug}: ${failure.outcome.fault.message}`);
}

const trouble = (name: string, doing: string, message: string): Failure => ({
  kind: 'trouble',
  error: new Error(`${name}: could not ${doing}: ${message}`),
});

function passingTrouble(problem: RestError): string | undefined {
  // A 409 is another operation in progress, unless the service says that the request itself cannot be.
  if (problem.code === 'OperationCanceled' || (problem.statusCode === 409 && problem.code !== 'UserError')) {
    return 'conflict';
  }
  if (problem.statusCode === 412) return 'changed-meanwhile';
  if (problem.statusCode === 429) return 'throttled';
  if (problem.statusCode === 408 || (problem.statusCode ?? 0) >= 500) return 'unavailable';
  return undefined;
}

function troubleName(problem: unknown): string {
  const name = problem instanceof Error ? problem.name : '';
  if (name === 'AbortError') return 'timed-out';
  return /Authentication|Credential/.test(name) ? 'not-signed-in' : 'unexpected';
}

const nameTaken = /endpoint with this name already exists/i;

const slugOf = (problem: RestError): FaultSlug =>
  nameTaken.test(fullMessage(problem)) ? 'endpoint-conflict' : 'operation-failed';

const remedyOf = (problem: RestError): string =>
  nameTaken.test(fullMessage(problem))
    ? 'Choose another endpoint name: names are unique in an Azure region, across all customers.'
    : 'Read what the service says, change the package or the workspace accordingly, and release again.';

/** The service's code and message, cut short, without anything secret. */
export const describe = (problem: RestError): string =>
  shortText(problem.code ? `${problem.code}: ${fullMessage(problem)}` : fullMessage(problem));

const messageOf = (problem: unknown) => shortText(problem instanceof Error ? problem.message : String(problem));

interface ErrorBody {
  readonly error?: { readonly message?: unknown; readonly details?: readonly { code?: unknown; message?: unknown }[] };
  readonly odataError?: { readonly message?: { readonly value?: unknown } };
}

/** Often only the details say what is wrong; the message is "The request is invalid." */
function fullMessage(problem: RestError): string {
  const body = problem.details as ErrorBody | undefined;
  const said = body?.error?.message ?? body?.odataError?.message?.value ?? problem.message;
  const details = body?.error?.details?.map(({ code, message }) => `${code}: ${message}`) ?? [];
  // Details may hold JSON inside JSON: without its escapes it can be read.
  return [String(said), ...details].join(' ').replaceAll('\\', '');
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
