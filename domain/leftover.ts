import type { EndpointFacts } from './world.ts';

/** A deployment that a release leaves behind: it stays for a while, and is removed when nobody can need it any more. */
export interface Leftover {
  readonly deployment: string;
  /** The release that serves in its place; for one that was rolled back, its own. */
  readonly releaseId: string;
  /** `previous`: the warm way back. `rolledBack`: kept for the people who ask what went wrong. */
  readonly why: 'previous' | 'rolledBack';
  /** ISO time: `keepPrevious` of the manifest after the other one took over. */
  readonly removeAfter: string;
}

export const isDue = ({ removeAfter }: Leftover, now: Date): boolean => Date.parse(removeAfter) <= now.getTime();

/** When a deployment that is left behind now may go. */
export const removeAfter = (now: Date, keptInSeconds: number): string =>
  new Date(now.getTime() + keptInSeconds * 1000).toISOString();

/** Whether a deployment gets requests, or copies of them. */
export const isInUse = ({ traffic, mirror }: Pick<EndpointFacts, 'traffic' | 'mirror'>, deployment: string): boolean =>
  (traffic[deployment] ?? 0) > 0 || (mirror?.[deployment] ?? 0) > 0;
