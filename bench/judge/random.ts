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

/** Generator sfc32 (C. Doty-Humphrey, PractRand), with the usual samplers on top (L. Devroye 1986; Marsaglia and Tsang 2000). */
export function createRandom(seed: number): Random {
  const uniform = createUniform(seed);
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());

  function gamma(shape: number): number {
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

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

function createUniform(seed: number): () => number {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed | 0, 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let warmUp = 0; warmUp < 15; warmUp += 1) next();
  return () => (next() + 0.5) / 4_294_967_296;
}
