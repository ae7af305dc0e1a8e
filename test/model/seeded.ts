/** Chance that comes out the same for the same seed (mulberry32). */
export interface Chance {
  /** From 0 to below 1. */
  next(): number;
  /** From 0 to below the limit. */
  below(limit: number): number;
  one<T>(of: readonly [T, ...T[]]): T;
}

export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { next, below, one: (of) => of[below(of.length)] ?? of[0] };
}
