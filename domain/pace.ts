/** How to wait for a long Azure operation: with pauses that follow its usual duration, up to a limit. */
export interface Pace {
  /** What it usually takes; the first look comes after a third of it. */
  readonly typicalInSeconds: number;
  readonly limitInMinutes: number;
  /** Looks this often, whatever the time that has passed. */
  readonly everyInSeconds?: number;
}

/** Usual durations, and after how long Flowferry gives up. Source: Microsoft Learn, "Deploy a flow … for real-time inference". */
export const paces = {
  endpoint: { typicalInSeconds: 60, limitInMinutes: 20 },
  deployment: { typicalInSeconds: 600, limitInMinutes: 60 },
  smokeTest: { typicalInSeconds: 30, limitInMinutes: 25 },
  traffic: { typicalInSeconds: 30, limitInMinutes: 20 },
  deletion: { typicalInSeconds: 180, limitInMinutes: 30 },
  /** The judge is asked every minute; it says itself when a step is over. */
  hold: { typicalInSeconds: 60, limitInMinutes: 30 * 24 * 60, everyInSeconds: 60 },
  /** A person has to do something: asked often while somebody may be at it, seldom after. */
  permission: { typicalInSeconds: 180, limitInMinutes: 7 * 24 * 60 },
  approval: { typicalInSeconds: 180, limitInMinutes: 30 * 24 * 60 },
} as const satisfies Record<string, Pace>;

/**
 * Seconds until the next look, after `elapsedInSeconds` of waiting; `undefined` when the limit is reached. Short while the
 * end is near or just overdue, longer the longer it takes: an operation of an hour is asked about some sixty times.
 */
export function nextPause(pace: Pace, elapsedInSeconds: number): number | undefined {
  const left = pace.limitInMinutes * 60 - elapsedInSeconds;
  if (left <= 0) return undefined;
  return Math.min(left, pace.everyInSeconds ?? pauseAt(pace, elapsedInSeconds));
}

function pauseAt(pace: Pace, elapsedInSeconds: number): number {
  if (elapsedInSeconds === 0) return Math.min(60, Math.max(5, Math.round(pace.typicalInSeconds / 3)));
  if (elapsedInSeconds < 120) return 15;
  if (elapsedInSeconds < 600) return 30;
  if (elapsedInSeconds < 3600) return 60;
  return elapsedInSeconds < 86_400 ? 900 : 3600;
}
