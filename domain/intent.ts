import type { Release } from './release.ts';
import type { EndpointRef } from './workspace.ts';

/** What can be wanted of an endpoint: the whole of it changes only by these, one after the other. */
export const intentKinds = ['rollBack', 'deploy', 'retire', 'restore', 'scaleToOne', 'removePrevious'] as const;

/** Something wanted of an endpoint. Rows of it are the truth; events and nudges are only hints. */
export interface Intent {
  readonly kind: (typeof intentKinds)[number];
  /** The release that it is about: to carry out, to go back from, or the one that serves. */
  readonly releaseId: string;
  readonly endpoint: EndpointRef;
  readonly requestedAt: string;
  /** How often an orchestration has taken it up; 0 while nobody has. */
  readonly attempt: number;
  /** Why, in one sentence. */
  readonly reason?: string;
  /** The release to carry out, as it was asked for: it is written down from here where whoever asked was cut off before. */
  readonly wanted?: Release;
}

/** What tells the intents of an endpoint apart: a release has at most one of each kind, and they come and go by themselves. */
export const intentKey = ({ kind, releaseId }: Pick<Intent, 'kind' | 'releaseId'>): string => {
  if (kind === 'deploy') return releaseId;
  return `${kind === 'rollBack' ? 'back' : kind}-${releaseId}`;
};

/** What people want of an endpoint as a whole. One takes the place of the other. */
const wishes: readonly Intent['kind'][] = ['deploy', 'retire', 'restore'];

/**
 * The intent to carry out next, and those it makes pointless. What has begun goes on. To go back comes before anything new.
 * Of what people want of the whole endpoint the newest counts, and what is older and has not begun is superseded. Upkeep
 * waits until nobody wants anything else.
 */
export function chooseIntent(intents: readonly Intent[]): {
  readonly next?: Intent;
  readonly superseded: readonly Intent[];
} {
  const first = intents.find((intent) => intent.attempt > 0) ?? intents.find((intent) => intent.kind === 'rollBack');
  if (first) return { next: first, superseded: [] };
  const [newest, ...older] = intents.filter(({ kind }) => wishes.includes(kind)).sort(newestFirst);
  if (newest) return { next: newest, superseded: older };
  const upkeep = [...intents].sort(newestFirst).at(-1);
  return upkeep ? { next: upkeep, superseded: [] } : { superseded: [] };
}

const newestFirst = (a: Intent, b: Intent) =>
  b.requestedAt.localeCompare(a.requestedAt) || b.releaseId.localeCompare(a.releaseId);
