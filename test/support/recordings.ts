import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractData } from './openapi.ts';

/** An exchange with the real Azure, as it was recorded. */
export interface Recording {
  readonly name: string;
  readonly request: { readonly method: string; readonly uri: string; readonly body: unknown };
  readonly response: { readonly status: { readonly code: number }; readonly body: unknown };
}

/** The recorded exchanges whose file name begins with one of these. */
export function recordingsOf(kinds: readonly string[]): Recording[] {
  const folder = join(contractData, 'recordings');
  return readdirSync(folder)
    .filter((file) => kinds.some((kind) => file.startsWith(`${kind}__`)))
    .map((name) => ({ name, ...(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Omit<Recording, 'name'>) }));
}

/**
 * What a recorded answer has that the given one has not, by path: every key has to be there, with a value of the same type.
 * What was null in the recording may be anything; lists are compared by their first elements.
 */
export function missingFrom(recorded: unknown, given: unknown, at = ''): string[] {
  if (recorded === null) return given === undefined ? [`${at} is not there`] : [];
  if (Array.isArray(recorded)) {
    if (!Array.isArray(given)) return [`${at} is no list`];
    return recorded.length === 0 ? [] : missingFrom(recorded[0], given[0], `${at}[0]`);
  }
  if (typeof recorded !== typeof given) return [`${at} is ${typeof given}, was ${typeof recorded}`];
  if (typeof recorded !== 'object') return [];
  return Object.entries(recorded as object).flatMap(([key, value]) =>
    missingFrom(value, (given as Record<string, unknown> | null)?.[key], `${at}.${key}`),
  );
}
