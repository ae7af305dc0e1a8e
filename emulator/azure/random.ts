import { createHash } from 'node:crypto';

/** A stream of numbers in [0, 1) that is the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number in [0, 1) that belongs to a name: the order in which things are asked for does not change it. */
export const fractionFor = (seed: number, name: string): number =>
  createHash('sha256').update(`${seed}|${name}`).digest().readUInt32BE(0) / 2 ** 32;

/** A duration between two bounds, in milliseconds, that belongs to a name. */
export const durationFor = (seed: number, name: string, range: readonly [minimum: number, maximum: number]): number =>
  Math.round(range[0] + (range[1] - range[0]) * fractionFor(seed, name));
