/** The images that a Dockerfile builds on or copies from; `undefined` for one that only the build will know. */
export function imagesOf(dockerfile: string): readonly (string | undefined)[] {
  const defaults = new Map<string, string>();
  const stages = new Set<string>();
  const images: (string | undefined)[] = [];
  for (const line of instructions(dockerfile)) {
    const from = wordAfter(/^FROM\s+(?:--\S+\s+)*(\S+)/i, line);
    const named = from ?? wordAfter(/^COPY\s+(?:--\S+\s+)*?--from=(\S+)/i, line);
    if (named !== undefined && !isStage(named, stages)) images.push(withDefaults(named, defaults));
    if (from !== undefined) stages.add(wordAfter(/\sAS\s+(\S+)$/i, line)?.toLowerCase() ?? '');
    // Only what stands before the first stage counts in a FROM.
    else if (stages.size === 0) noteDefault(line, defaults);
  }
  return images;
}

const wordAfter = (pattern: RegExp, line: string): string | undefined => pattern.exec(line)?.[1];

function noteDefault(line: string, defaults: Map<string, string>): void {
  const [, name, quoted, plain] = /^ARG\s+(\w+)=(?:"([^"]*)"|(\S+))/i.exec(line) ?? [];
  if (name !== undefined) defaults.set(name, quoted ?? plain ?? '');
}

/** Lines without comments, with what continues on the next line joined. */
const instructions = (dockerfile: string): string[] =>
  dockerfile
    .split(/\r?\n/)
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.trim());

const isStage = (name: string, stages: ReadonlySet<string>) =>
  name.toLowerCase() === 'scratch' || /^\d+$/.test(name) || stages.has(name.toLowerCase());

/** `${BASE}`, `$BASE` and `${BASE:-default}`, as far as the file itself says what they stand for. */
function withDefaults(text: string, defaults: ReadonlyMap<string, string>): string | undefined {
  const filled = text.replaceAll(
    /\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g,
    (whole: string, braced?: string, fallback?: string, bare?: string) =>
      defaults.get(braced ?? bare ?? '') ?? fallback ?? whole,
  );
  return filled.includes('$') ? undefined : filled;
}
