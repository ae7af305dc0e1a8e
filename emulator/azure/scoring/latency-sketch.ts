/**
 * Durations of many requests in little memory: counts in buckets that grow by two percent, so that a percentile is off by
 * one percent at most.
 */
export interface LatencySketch {
  count: number;
  sumInMs: number;
  minimumInMs: number;
  maximumInMs: number;
  /** Pairs of a bucket and its count, one after the other, in the order of the buckets: small, and ready to be read. */
  readonly buckets: number[];
}

const growth = Math.log(1.02);

export const emptySketch = (): LatencySketch => ({
  count: 0,
  sumInMs: 0,
  minimumInMs: Number.POSITIVE_INFINITY,
  maximumInMs: 0,
  buckets: [],
});

export function addLatency(sketch: LatencySketch, latencyInMs: number): void {
  const bucket = Math.ceil(Math.log(Math.max(latencyInMs, 0.01)) / growth);
  addTo(sketch.buckets, bucket, 1);
  sketch.count += 1;
  sketch.sumInMs += latencyInMs;
  sketch.minimumInMs = Math.min(sketch.minimumInMs, latencyInMs);
  sketch.maximumInMs = Math.max(sketch.maximumInMs, latencyInMs);
}

function addTo(buckets: number[], bucket: number, count: number): void {
  let at = 0;
  while (at < buckets.length && (buckets[at] ?? 0) < bucket) at += 2;
  if (buckets[at] === bucket) buckets[at + 1] = (buckets[at + 1] ?? 0) + count;
  else buckets.splice(at, 0, bucket, count);
}

function* pairsOf({ buckets }: LatencySketch): Iterable<[bucket: number, count: number]> {
  for (let at = 0; at < buckets.length; at += 2) yield [buckets[at] ?? 0, buckets[at + 1] ?? 0];
}

/** One sketch of all: what an endpoint says about its deployments together. */
export function mergedSketch(sketches: Iterable<LatencySketch>): LatencySketch {
  const all = emptySketch();
  for (const sketch of sketches) {
    all.count += sketch.count;
    all.sumInMs += sketch.sumInMs;
    all.minimumInMs = Math.min(all.minimumInMs, sketch.minimumInMs);
    all.maximumInMs = Math.max(all.maximumInMs, sketch.maximumInMs);
    for (const [bucket, count] of pairsOf(sketch)) addTo(all.buckets, bucket, count);
  }
  return all;
}

/** The latency that the given share of requests (0 to 1) stayed within; `undefined` without any request. */
export function quantileOf(sketch: LatencySketch, share: number): number | undefined {
  if (sketch.count === 0) return undefined;
  let rest = Math.max(1, Math.ceil(share * sketch.count));
  for (const [bucket, count] of pairsOf(sketch)) {
    rest -= count;
    if (rest > 0) continue;
    const middle = Math.exp((bucket - 0.5) * growth);
    return Math.min(Math.max(middle, sketch.minimumInMs), sketch.maximumInMs);
  }
  return sketch.maximumInMs;
}

/** The mean; `undefined` without any request. */
export const meanOf = (sketch: LatencySketch): number | undefined =>
  sketch.count === 0 ? undefined : sketch.sumInMs / sketch.count;
