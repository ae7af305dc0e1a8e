/** What can be told of a zip entry before it is unpacked. */
export interface EntryTraits {
  readonly path: string;
  readonly isEncrypted: boolean;
  /** The upper half of the external attributes; 0 when the zip was not made on a Unix system. */
  readonly unixMode: number;
  /** As `comparedPath` has them. */
  readonly takenPaths: ReadonlySet<string>;
}

/** Why an entry may not be unpacked, or nothing if it may. */
export function unsafeReason(entry: EntryTraits): string | undefined {
  if (leavesTheArchive(entry.path)) return 'its path is not a plain path inside the package';
  if (entry.isEncrypted) return 'it is encrypted';
  if (isSpecialFile(entry.unixMode)) return 'it is a link or a device, not a file';
  if (entry.path.length > longestPath) return `its path has more than ${longestPath} signs`;
  if (entry.takenPaths.has(comparedPath(entry.path))) return 'the name occurs twice';
  return undefined;
}

/** File systems go no further for one name, and Azure's upload paths come on top. */
const longestPath = 255;

/** Paths that some file systems take for one: in another case, or composed of other signs. */
export const comparedPath = (path: string): string => plainPath(path).normalize('NFC').toLowerCase();

/** The path without the empty and `.` steps that some zip tools write. */
export const plainPath = (path: string): string =>
  path
    .split('/')
    .filter((step) => step !== '' && step !== '.')
    .join('/');

/** What a Mac adds to a zip by itself. */
export const isJunk = (path: string): boolean => /(^|\/)(__MACOSX\/|\.DS_Store$)/.test(path);

/** What a development leaves in a flow's folder, and no deployment wants. */
export const isLeftOut = (path: string): boolean =>
  /(^|\/)(\.git|\.runs|__pycache__|node_modules|\.venv|\.pytest_cache|\.DS_Store)(\/|$)/.test(path);

/** The files without the one folder that holds them all: people zip the folder as often as what is in it. */
export function withoutTopFolder<T>(files: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  const [first] = files.keys();
  const top = first?.slice(0, first.indexOf('/') + 1);
  if (!top || ![...files.keys()].every((path) => path.startsWith(top))) return files;
  return new Map([...files].map(([path, content]) => [path.slice(top.length), content]));
}

function leavesTheArchive(path: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\\\u0000-\u001f]/.test(path)) return true;
  return /^(\/|[a-zA-Z]:)/.test(path) || path.split('/').includes('..');
}

/** Unix file types: 0 = not told, 0o10 = file, 0o4 = folder; all others are links, devices, pipes and sockets. */
const isSpecialFile = (unixMode: number): boolean => ![0, 0o4, 0o10].includes(unixMode >>> 12);
