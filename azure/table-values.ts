import { isRestError } from '@azure/core-rest-pipeline';
import { fingerprint } from '../domain/workspace.ts';

/** A property holds 64 KB, which is 32,768 characters. Source: Understanding the Table service data model. */
const longestText = 30_000;
const longestKey = 400;

/**
 * A text as a table key. Keys may not contain `/ \ # ?` or control characters; `%` makes trouble in addresses. The
 * replacement keeps different texts different.
 */
export function tableKey(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a key may not have.
  const clean = text.replace(/[/\\#?%_\u0000-\u001f\u007f-\u009f]/g, (letter) => `_${hex(letter)}`);
  return clean.length <= longestKey ? clean : `${clean.slice(0, longestKey)}_${fingerprint(text)}`;
}

const hex = (letter: string) => letter.charCodeAt(0).toString(16).padStart(2, '0');

// The year 5138. Later times would need one digit more.
const endOfTime = 10 ** 14 - 1;

/** A time that sorts newest first: tables sort by key, upwards only. */
export const invertedTime = (iso: string): string => String(endOfTime - Date.parse(iso)).padStart(14, '0');

/** Text that fits into a property. */
export const cutText = (text: string, longest = longestText): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;

/** Long text in as many properties as it takes, none of it lost: `body`, `body2`, `body3` … */
export function inParts(name: string, text: string): Record<string, string> {
  const count = Math.max(1, Math.ceil(text.length / longestText));
  const parts = Array.from({ length: count }, (_, index) => [
    index === 0 ? name : `${name}${index + 1}`,
    text.slice(index * longestText, (index + 1) * longestText),
  ]);
  return Object.fromEntries(parts);
}

export const isStatus = (problem: unknown, ...statuses: readonly number[]): boolean =>
  isRestError(problem) && problem.statusCode !== undefined && statuses.includes(problem.statusCode);
