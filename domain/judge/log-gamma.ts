/** Logarithm of the gamma function above 0: Stirling's series, after the recurrence has brought small values up to it. */
export function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  for (; shifted < 8; shifted += 1) product *= shifted;
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (shifted - 0.5) * Math.log(shifted) - shifted + halfLogTwoPi + series - Math.log(product);
}

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/** Logarithm of the beta function. */
export const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);
