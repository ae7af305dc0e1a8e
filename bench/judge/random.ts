import { gammaDraw, normalDraw, seededUniform } from '../../domain/gate/draws.ts';

/** A stream of random numbers that one seed repeats exactly, on any machine. */
export interface Random {
  /** Above 0 and below 1. */
  uniform(): number;
  normal(): number;
  gamma(shape: number): number;
  beta(a: number, b: number): number;
  poisson(mean: number): number;
  binomial(trials: number, chance: number): number;
}

/** The usual samplers (L. Devroye, 1986) on a seeded stream. */
export function createRandom(seed: number): Random {
  const uniform = seededUniform(seed);
  const normal = () => normalDraw(uniform);
  const gamma = (shape: number) => gammaDraw(uniform, shape);

  function beta(a: number, b: number): number {
    const x = gamma(a);
    return x / (x + gamma(b));
  }

  function binomial(trials: number, chance: number): number {
    if (chance > 0.5) return trials - binomial(trials, 1 - chance);
    if (trials * chance > 30) {
      // The middle one of the trials splits them; then only one half is left to count.
      const middle = Math.floor((trials + 1) / 2);
      const split = beta(middle, trials + 1 - middle);
      return split <= chance
        ? middle + binomial(trials - middle, (chance - split) / (1 - split))
        : binomial(middle - 1, chance / split);
    }
    const perGap = Math.log1p(-chance);
    let successes = 0;
    for (let at = 0; chance > 0; successes += 1) {
      at += Math.floor(Math.log(uniform()) / perGap) + 1;
      if (at > trials) break;
    }
    return successes;
  }

  function poisson(mean: number): number {
    if (mean > 30) {
      const events = Math.floor(mean * 0.875);
      const time = gamma(events);
      return time > mean ? binomial(events - 1, mean / time) : events + poisson(mean - time);
    }
    const end = Math.exp(-mean);
    let count = 0;
    for (let product = uniform(); product > end; product *= uniform()) count += 1;
    return count;
  }

  return { uniform, normal, gamma, beta, poisson, binomial };
}
