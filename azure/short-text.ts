import { withoutSecrets } from '../domain/secrets.ts';

const longest = 300;

/**
 * Text of a service as it may be recorded: one line, cut to 300 characters, without the query of an address and without
 * anything that looks like a key, a signature or a token.
 */
export function shortText(text: string): string {
  const line = withoutSecrets(text).replace(/\s+/g, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
