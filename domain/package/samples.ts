import type { PackageFiles } from './archive.ts';
import { fileText } from './file-text.ts';

/** Where people put examples of a request, the likeliest first. */
const usualNames = ['data.jsonl', 'samples.json', 'sample.json', 'samples.jsonl', 'sample.jsonl', 'data/data.jsonl'];

/** The data file at hand for a smoke test: one of the usual names, else the only .jsonl at the top. */
export function sampleFileOf(files: PackageFiles): string | undefined {
  const usual = usualNames.find((name) => files.has(name));
  if (usual) return usual;
  const [only, ...others] = [...files.keys()].filter((path) => /^[^/]+\.jsonl$/.test(path));
  return others.length === 0 ? only : undefined;
}

/** The example that the swagger document shows: the first entry of samples.json, if that is a list. */
export function swaggerExample(files: PackageFiles): unknown {
  try {
    const samples: unknown = JSON.parse(fileText(files, 'samples.json') ?? '');
    return Array.isArray(samples) ? (samples[0] ?? {}) : {};
  } catch {
    return {};
  }
}
