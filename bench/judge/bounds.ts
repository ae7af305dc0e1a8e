/** A share that was counted, and where its true value lies, 19 times in 20. */
export interface Share {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** The score interval (E. B. Wilson, Journal of the American Statistical Association 22, 1927). */
export function wilson(hits: number, runs: number, z = 1.959963984540054): Share {
  const share = hits / runs;
  const centre = (share + (z * z) / (2 * runs)) / (1 + (z * z) / runs);
  const half = (z / (1 + (z * z) / runs)) * Math.sqrt((share * (1 - share)) / runs + (z * z) / (4 * runs * runs));
  return { share, low: hits === 0 ? 0 : centre - half, high: hits === runs ? 1 : centre + half };
}
