const longest = 300;

/**
 * Text of a service as it may be recorded: one line, cut to 300 characters, without the query of an address and without
 * anything that looks like a key, a signature or a token.
 */
export function shortText(text: string): string {
  const line = withoutSecrets(text).replace(/\s+/g, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}

/** Hides what stands after a name that secrets go by. Codes of errors are no secrets; `code=` in an address is. */
export const withoutSecrets = (text: string): string =>
  text
    .replace(/(\bhttps?:\/\/[^\s"'<>?]+)\?[^\s"'<>]*/gi, '$1')
    .replace(/\b(Bearer|SharedKey|SharedAccessSignature)\s+[^\s"']+/gi, '$1 …')
    .replace(/\b(sig|code)=[A-Za-z0-9+/_.~%-]{8,}=*/gi, '$1=…')
    .replace(/\b([A-Za-z_-]*(?:key|token))(["']?\s*[=:]\s*["']?)[A-Za-z0-9+/_.~%-]{16,}=*/gi, '$1$2…')
    .replace(/\b([A-Za-z_-]*(?:password|secret))(["']?\s*[=:]\s*["']?)[^\s"',;]{4,}/gi, '$1$2…');
