/** Names under which people keep secrets. */
const secretName = /(^|_)(KEY|APIKEY|SECRET|PASSWORD|PASSWD|PWD|TOKEN|CREDENTIALS?|SAS|CONNECTION_?STRING)(_|$)/i;

/** Texts that are secrets whatever they are called. */
const secretValues: readonly RegExp[] = [
  /\b(AccountKey|SharedAccessKey|SharedAccessSignature)\s*=\s*[^;\s]{6,}|;\s*(Password|Pwd)\s*=\s*[^;\s]{6,}/i,
  /\bsk-[A-Za-z0-9_-]{20,}/,
  /\beyJ[A-Za-z0-9_-]{10,1000}\.eyJ[A-Za-z0-9_-]{10,1000}\./,
  /[?&]sig=[A-Za-z0-9%/+]{20,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\bgh[pousr]_[A-Za-z0-9]{30,}/,
];

/** True for a text that stands for a value kept elsewhere: `${{azureml://connections/…}}`, `${connection.key}`, `${env:NAME}`. */
export const isReference = (value: string): boolean => /^\$\{.+\}$/s.test(value.trim());

/** True if the text is a secret by its form. */
export const looksLikeSecret = (value: string): boolean => secretValues.some((pattern) => pattern.test(value));

/** True if a variable of this name and value would write a secret into the package. Short values are no secrets. */
export const holdsSecret = (name: string, value: string): boolean =>
  !isReference(value) &&
  (looksLikeSecret(value) || (secretName.test(name) && value.length >= 8 && /^\S+$/.test(value)));

/** Hides what stands after a name that secrets go by. Codes of errors are no secrets; `code=` in an address is. */
export const withoutSecrets = (text: string): string =>
  text
    .replace(/(\bhttps?:\/\/[^\s"'<>?]+)\?[^\s"'<>]*/gi, '$1')
    .replace(/\b(Bearer|SharedKey|SharedAccessSignature)\s+[^\s"']+/gi, '$1 …')
    .replace(/\b(sig|code)=[A-Za-z0-9+/_.~%-]{8,}=*/gi, '$1=…')
    .replace(/\b([A-Za-z_-]*(?:key|token))(["']?\s*[=:]\s*["']?)[A-Za-z0-9+/_.~%-]{16,}=*/gi, '$1$2…')
    .replace(/\b([A-Za-z_-]*(?:password|secret))(["']?\s*[=:]\s*["']?)[^\s"',;]{4,}/gi, '$1$2…');
