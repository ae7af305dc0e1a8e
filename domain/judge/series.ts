import * as z from 'zod';
import type { Minute } from './minute.ts';
import { describeIssues } from './policy.ts';

const side = z
  .object({
    requests: z.number().min(0),
    errors: z.number().min(0),
    p95Ms: z.number().min(0).nullish(),
    tokensPerRequest: z.number().min(0).nullish(),
  })
  .refine(({ requests, errors }) => errors <= requests, 'has more errors than requests')
  .nullish();

const minute = z.object({ t: z.unknown().optional(), candidate: side, baseline: side }).nullable();

/**
 * A recorded rollout: what was measured of the candidate and of the baseline (the stable deployment), minute by minute.
 *
 * @example
 * {"family":"healthy","seed":7,"minutes":[
 *   {"t":0,"candidate":{"requests":10,"errors":0,"p95Ms":812},"baseline":{"requests":90,"errors":1,"p95Ms":930}},
 *   null,
 *   {"t":2,"candidate":null,"baseline":{"requests":88,"errors":0,"p95Ms":901}}]}
 */
const recordedSeries = z.object({
  family: z.unknown().optional(),
  seed: z.unknown().optional(),
  minutes: z.array(minute),
});

/** A recorded rollout, ready to be judged. */
export interface Series {
  readonly family?: unknown;
  readonly seed?: unknown;
  readonly minutes: readonly Minute[];
  /** What the first minute is called. */
  readonly firstMinute: number;
}

/**
 * Reads one line of a file of recorded rollouts.
 *
 * @throws Error that says what is wrong with the line.
 */
export function readSeries(line: string): Series {
  const parsed = recordedSeries.safeParse(JSON.parse(line));
  if (!parsed.success) throw new Error(describeIssues(parsed.error));
  const { family, seed, minutes } = parsed.data;
  return { family, seed, ...timelineOf(minutes) };
}

/** More minutes than this between two measurements are an error in the file, not a gap. */
const longestGap = 10_000;

/**
 * The minutes of a series, those that it leaves out included. Whole-numbered `t` name the minutes; where there are none,
 * they are counted from 1.
 */
function timelineOf(minutes: z.output<typeof recordedSeries>['minutes']): Pick<Series, 'minutes' | 'firstMinute'> {
  const isNamed = minutes.every((each) => each === null || Number.isInteger(each.t));
  const first = minutes.findIndex((each) => each !== null);
  const firstMinute = isNamed && first >= 0 ? Number(minutes[first]?.t) - first : 1;
  const timeline: Minute[] = [];
  for (const each of minutes) {
    if (each && isNamed) fillGap(timeline, Number(each.t) - firstMinute, Number(each.t));
    timeline.push({ candidate: each?.candidate ?? null, stable: each?.baseline ?? null });
  }
  return { minutes: timeline, firstMinute };
}

function fillGap(timeline: Minute[], place: number, t: number): void {
  if (place < timeline.length) throw new Error(`minutes are not in order: t ${t} comes too late`);
  if (place - timeline.length > longestGap) throw new Error(`minutes are not in order: t ${t} leaves too large a gap`);
  while (timeline.length < place) timeline.push({ candidate: null, stable: null });
}
