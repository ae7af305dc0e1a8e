import { manifestSchema } from './manifest/schema.ts';
import type { Manifest } from './manifest.ts';

/** Parts of the manifest that this version reads, and a release does not act on yet; with what happens instead. */
const parts: readonly { readonly part: (manifest: Manifest) => unknown; readonly instead: string }[] = [
  {
    part: ({ gate }) => gate,
    instead: 'gate: holds for flows that come from a batch run; a zip is not held against it',
  },
  { part: ({ cost }) => cost.maxMonthly, instead: 'cost.maxMonthly: nothing watches what the endpoint costs' },
];

/** What a manifest asks for and will not get. What it leaves at its default, it does not ask for. */
export function notCarriedOut(manifest: Manifest): readonly string[] {
  const untouched = manifestSchema.parse({ endpoint: { name: 'any' } });
  return parts
    .filter(({ part }) => JSON.stringify(part(manifest)) !== JSON.stringify(part(untouched)))
    .map(({ instead }) => instead);
}
