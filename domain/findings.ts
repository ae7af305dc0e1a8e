import { type Fault, type FaultSlug, type Place, refused } from './outcome.ts';
import type { Warning } from './package/facts.ts';

/** What a look before a release found: what stands against it, what may surprise, and what could not be looked at. */
export interface Findings {
  readonly faults: readonly Fault[];
  readonly warnings: readonly Warning[];
  readonly notChecked: readonly string[];
}

export const nothingFound: Findings = { faults: [], warnings: [], notChecked: [] };

export const together = (all: readonly Findings[]): Findings => ({
  faults: all.flatMap(({ faults }) => faults),
  warnings: all.flatMap(({ warnings }) => warnings),
  notChecked: all.flatMap(({ notChecked }) => notChecked),
});

export const faultFound = (slug: FaultSlug, message: string, remedy: string, place?: Place): Findings => ({
  ...nothingFound,
  faults: [refused(slug, message, remedy, place).fault],
});

export const warningFound = (message: string, place?: Place): Findings => ({
  ...nothingFound,
  warnings: [place ? { message, place } : { message }],
});

export const notLookedAt = (what: string): Findings => ({ ...nothingFound, notChecked: [what] });

/** All faults as the one that a refused release carries: the first one's slug, and the words of all. */
export function asOneFault(faults: readonly Fault[]): Fault | undefined {
  const [first, ...others] = faults;
  if (!first || others.length === 0) return first;
  const numbered = (texts: readonly string[]) => texts.map((text, index) => `(${index + 1}) ${text}`).join(' ');
  return {
    slug: first.slug,
    message: `${faults.length} things stand against it. ${numbered(faults.map(({ message }) => message))}`,
    remedy: numbered(faults.map(({ remedy }) => remedy)),
    ...(first.place ? { place: first.place } : {}),
  };
}
