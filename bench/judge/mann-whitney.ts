import { normalQuantile } from '../../domain/judge/normal.ts';

/** By how much the first sample lies above the second, and between which limits. */
export interface Shift {
  readonly low: number;
  readonly high: number;
  readonly estimate: number;
}

/**
 * The two-sided rank sum test (H. B. Mann and D. R. Whitney, 1947) in the normal approximation, with corrections for ties
 * and continuity: the standardised rank sum of the first sample, moved down by so much.
 */
export function rankSumScore(one: readonly number[], other: readonly number[], moved = 0, continuity = true): number {
  const [n, m] = [one.length, other.length];
  const values = [
    ...one.map((value) => ({ value: value - moved, first: true })),
    ...other.map((value) => ({ value, first: false })),
  ];
  values.sort((a, b) => a.value - b.value);
  let ranks = 0;
  let ties = 0;
  for (let start = 0; start < values.length; ) {
    let end = start;
    while (end < values.length && values[end]?.value === values[start]?.value) end += 1;
    const rank = (start + 1 + end) / 2;
    for (let at = start; at < end; at += 1) if (values[at]?.first) ranks += rank;
    ties += (end - start) ** 3 - (end - start);
    start = end;
  }
  const distance = ranks - (n * (n + 1)) / 2 - (n * m) / 2;
  const deviation = Math.sqrt(((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1))));
  return (distance - (continuity ? 0.5 * Math.sign(distance) : 0)) / deviation;
}

/** The shift between two samples, with limits at this confidence, as the roots of the score. */
export function shiftBetween(one: readonly number[], other: readonly number[], confidence: number): Shift {
  const z = normalQuantile(0.5 + confidence / 2);
  const from = Math.min(...one) - Math.max(...other);
  const to = Math.max(...one) - Math.min(...other);
  // The score falls in steps: a root is the middle of where it stands at the target, or jumps over it.
  const last = (above: (score: number) => boolean, continuity: boolean) => {
    let [low, high] = [from, to];
    for (let halving = 0; halving < 60 && high - low > 1e-9 * (to - from); halving += 1) {
      const middle = (low + high) / 2;
      if (above(rankSumScore(one, other, middle, continuity))) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  const root = (target: number, continuity: boolean) =>
    (last((score) => score > target, continuity) + last((score) => score >= target, continuity)) / 2;
  return { low: root(z, true), high: root(-z, true), estimate: root(0, false) };
}

/** Kayenta's rule for "higher": the lower limit at 98 % lies above a quarter of the shift. */
export function isHigher(
  one: readonly number[],
  other: readonly number[],
  confidence = 0.98,
  tolerance = 0.25,
): boolean {
  if (one.length === 0 || other.length === 0) return false;
  if (isConstant(one) && isConstant(other)) return (one[0] ?? 0) > (other[0] ?? 0);
  if (rankSumScore(one, other) <= normalQuantile(0.5 + confidence / 2)) return false;
  const { low, estimate } = shiftBetween(one, other, confidence);
  return low > 0 && low > tolerance * Math.abs(estimate);
}

const isConstant = (values: readonly number[]): boolean => values.every((value) => value === values[0]);
