const secretStarts = [
  '(?<!PublicKey)Token=',
  'DefaultEndpointsProtocol=http',
  'AccountKey=',
  'Data Source=',
  'Server=',
  'Password=',
  'pwd=',
  '&amp;sig=',
  '&sig=',
  '[?]sig=',
  'SharedAccessKey=',
  '&amp;code=',
  '&code=',
  '[?]code=',
  'key=',
];

const secret = new RegExp(`(?:${secretStarts.join('|')})[^<"']*`, 'gi');
const userInUrl = /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@<"']+:[^\s/@<"']+@[^\s/:<"']+:\d+[^<"']*/gi;

/**
 * Hides what looks like a credential, as the real host does with the message of a failed invocation (Functions host,
 * `Sanitizer.cs`). It cuts up to the next `<` or quote, and knows nothing of JSON: inside the JSON in which an
 * orchestrator's state travels it eats the backslash of an escaped quote, and the state can no longer be read.
 */
export function hideCredentials(text: string): string {
  if (!text.includes('=') && !text.includes('://')) return text;
  return text.replace(secret, '[Hidden Credential]').replace(userInUrl, '[Hidden Credential]');
}
