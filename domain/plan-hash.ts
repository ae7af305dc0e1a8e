import type { Plan } from './plan.ts';
import { withoutReleaseTag } from './tags.ts';

/**
 * A plan as a text of which a hash can be made: the same for two plans that do the same, whichever release they are for.
 */
export const canonicalPlan = (plan: Plan): string => JSON.stringify(inOrder({ ...plan, releaseId: '' }));

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    inOrder(key === 'tags' ? withoutReleaseTag(inner) : inner),
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}
