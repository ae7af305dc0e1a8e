import type { PackageFiles } from '../../domain/package/archive.ts';

/** A package written as texts. */
export const packageOf = (texts: Readonly<Record<string, string>>): PackageFiles =>
  new Map(Object.entries(texts).map(([path, text]) => [path, new TextEncoder().encode(text)]));
