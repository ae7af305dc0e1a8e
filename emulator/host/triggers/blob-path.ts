import { resolveSettings } from '../app-settings.ts';

/** What a blob trigger looks for: `container/pattern`, where `{name}` stands for a part of the blob's name. */
export interface BlobPath {
  readonly container: string;
  /** The named parts of a blob's name; undefined when the name does not match. */
  match(blobName: string): Readonly<Record<string, string>> | undefined;
}

/** A path without a slash is a container, all blobs of which are meant. */
export function blobPath(given: string): BlobPath {
  const path = resolveSettings(given);
  const slash = path.indexOf('/');
  const container = slash < 0 ? path : path.slice(0, slash);
  const names: string[] = [];
  const source = (slash < 0 ? '{name}' : path.slice(slash + 1))
    .split(/(\{\w+\})/)
    .map((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      if (name === undefined) return piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(name);
      return '(.+)';
    })
    .join('');
  const pattern = new RegExp(`^${source}$`);
  return {
    container,
    match(blobName) {
      const match = pattern.exec(blobName);
      return match ? Object.fromEntries(names.map((name, at) => [name, match[at + 1] ?? ''])) : undefined;
    },
  };
}
