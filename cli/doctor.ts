import { readFileSync } from 'node:fs';
import { type Diagnosis, diagnose } from '../domain/doctor/diagnose.ts';
import type { Output } from './output.ts';

/**
 * `flowferry doctor <file>`: says what stands behind an error or a log that was saved, without asking anybody. `-` reads
 * what is piped in. The exit code is 2 if nothing in it is known.
 */
export function doctor(file: string, options: { readonly json: boolean }, output: Output): number {
  const text = readFileSync(file === '-' ? process.stdin.fd : file, 'utf8');
  const found = diagnose({ error: parsed(text), logs: [{ container: file, text }] });
  if (options.json) output.line(JSON.stringify(found, undefined, 2));
  else for (const line of describe(found)) output.line(line);
  return found.class === 'unknown' ? 2 : 0;
}

/** The error within a JSON text; a plain text is a log. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const describe = ({ class: name, cause, remedy, isRetryable, details }: Diagnosis): string[] => [
  cause,
  ...Object.entries(details).map(([key, value]) => `  ${key}: ${value}`),
  `  ${remedy}`,
  ...(isRetryable ? ['  It may pass by itself.'] : []),
  `  (docs/faults.md#${name.replaceAll('.', '')})`,
];
