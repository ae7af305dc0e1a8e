import { normalQuantile } from '../judge/normal.ts';

/** How often an equal flow should pass with the lines that are asked for. */
const power = 0.8;

/**
 * About how many lines would show that an equal flow is no worse than the margin, if lines differ as much as these do. The
 * normal approximation, with the line that the bound adds; `undefined` where no number of lines can show it.
 */
export function linesNeeded(
  differences: readonly number[],
  range: number,
  margin: number,
  risk: number,
): number | undefined {
  if (margin <= 0) return undefined;
  // Lines that never differed yet may differ in one case out of their number.
  const squares = differences.reduce((sum, each) => sum + each * each, range * range);
  const variance = squares / (differences.length + 1);
  const spread = normalQuantile(1 - risk) + normalQuantile(power);
  const bySpread = (variance * spread * spread) / (margin * margin);
  // With no difference at all the bound is that of one line that was never seen.
  const byNone = margin < range ? Math.log(risk) / Math.log1p(-margin / range) : 1;
  return Math.ceil(Math.max(bySpread, byNone));
}
