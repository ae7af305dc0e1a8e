import { logGamma } from '../../domain/judge/log-gamma.ts';

interface Counts {
  readonly requests: number;
  readonly errors: number;
}

/** The chance of at least so many errors on the first side, given the errors of both together (R. A. Fisher's exact test). */
export function fisherGreater(one: Counts, other: Counts): number {
  const errors = one.errors + other.errors;
  const requests = one.requests + other.requests;
  let sum = 0;
  for (let k = one.errors; k <= Math.min(errors, one.requests); k += 1)
    sum += Math.exp(logChoose(one.requests, k) + logChoose(other.requests, errors - k) - logChoose(requests, errors));
  return Math.min(1, sum);
}

const logChoose = (n: number, k: number): number =>
  k < 0 || k > n ? Number.NEGATIVE_INFINITY : logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
