import { gammaDraw, seededUniform } from './draws.ts';

/** How often the lines are weighed anew. The bound moves by less than a hundredth of the scale between seeds. */
const draws = 4_000;
const seed = 1;

/**
 * A bound under which the true mean of differences lies with a probability of at most `risk`: the paired Bayesian
 * bootstrap (D. B. Rubin, Annals of Statistics 9, 1981) with one line added on which the difference is the worst that can
 * be. That line is what makes the bound hold for few lines, and where all of them are equal (N. Gaffke, 2005; E. G.
 * Learned-Miller and P. S. Thomas, arXiv:1905.06208). For values of 0 and 1 it is the bound of Clopper and Pearson.
 */
export function lowerBound(differences: readonly number[], worst: number, risk: number): number {
  const counts = new Map<number, number>([[worst, 1]]);
  for (const difference of differences) counts.set(difference, (counts.get(difference) ?? 0) + 1);
  const groups = [...counts];
  const uniform = seededUniform(seed);
  const means = Float64Array.from({ length: draws }, () => weighedMean(groups, uniform)).sort();
  return means[Math.floor(risk * draws)] ?? worst;
}

/** Lines of one value weigh together what a gamma value of their number says. */
function weighedMean(groups: readonly (readonly [number, number])[], uniform: () => number): number {
  let weights = 0;
  let sum = 0;
  for (const [value, count] of groups) {
    // A gamma value of shape 1 is an exponential one, which is cheaper to draw.
    const weight = count === 1 ? -Math.log(uniform()) : gammaDraw(uniform, count);
    weights += weight;
    sum += weight * value;
  }
  return sum / weights;
}
