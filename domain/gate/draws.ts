/** Numbers between 0 and 1, both excluded, that one seed repeats exactly on any machine (sfc32: C. Doty-Humphrey, PractRand). */
export function seededUniform(seed: number): () => number {
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

/** A standard normal value (G. E. P. Box and M. E. Muller, 1958). */
export const normalDraw = (uniform: () => number): number =>
  Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());

/** A gamma value of scale 1, for shapes of 1 and more (G. Marsaglia and W. W. Tsang, 2000). */
export function gammaDraw(uniform: () => number, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalDraw(uniform);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
