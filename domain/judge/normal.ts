/** The point below which a standard normal value lies with this probability (P. J. Acklam's approximation, 1.2e-9 relative). */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  if (probability < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(probability));
    return polynomial(tailTop, q) / (polynomial(tailBottom, q) * q + 1);
  }
  const q = probability - 0.5;
  const r = q * q;
  return (polynomial(centreTop, r) * q) / (polynomial(centreBottom, r) * r + 1);
}

/** How densely standard normal values lie here. */
export const normalDensity = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/** How probable it is that a standard normal value lies above this (G. Marsaglia, Journal of Statistical Software 11, 2004). */
export function normalTail(x: number): number {
  if (x < 0) return 1 - normalTail(-x);
  // The series cancels out far away from the middle; there the tail is its first term, all but exactly.
  if (x > 6) return normalDensity(x) / x;
  let sum = x;
  let term = x;
  for (let k = 3; sum + term > sum; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return Math.max(0, 0.5 - sum * normalDensity(x));
}

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);

const centreTop = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
];
const centreBottom = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
const tailTop = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const tailBottom = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
