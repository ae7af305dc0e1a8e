/** How much better the bad explanation must be before a deployment is called regressed on its errors. */
const oddsForErrors = 12;
/** The same for latency and tokens, whose noise is known less well. */
const oddsForRatios = 60;
/** In the first minutes little is known about the noise, so more is asked: this many minutes over those that were compared. */
const minutesUntilKnown = 40;
/** Where the stable deployment failed as well lately, or measurements are missing, this many times more is asked. */
const whileDisturbed = 10;

export interface Circumstances {
  readonly comparedMinutes: number;
  readonly disturbed: boolean;
}

/** The odds that errors must reach. */
export const requiredForErrors = ({ comparedMinutes, disturbed }: Circumstances): number =>
  oddsForErrors * Math.max(1, minutesUntilKnown / Math.max(1, comparedMinutes)) * (disturbed ? whileDisturbed : 1);

/** The odds that latency or tokens must reach. */
export const requiredForRatios = ({ disturbed }: Circumstances): number =>
  oddsForRatios * (disturbed ? whileDisturbed : 1);

/** Errors in fewer minutes than this are never held against a candidate. */
export const fewestBadMinutes = 3;
/** Ratios over fewer minutes than this are never held against a candidate, nor for it. */
export const fewestComparedMinutes = 10;
/** How sure "below the limit" must be, and how far "worse" must be refuted, before a deployment is called healthy. */
export const oddsForHealthy = 20;
export const oddsLeftOfWorse = 0.1;
/** Without traffic for so long, nothing is known any more. */
export const minutesUntilStale = 10;
/** A candidate that is worse, but within the tolerance with a chance of more than four in five, is not rolled back. */
export const leastChanceOfBeyond = 0.2;
/** With a smaller chance than this of being beyond the tolerance, what is worse is called healthy. */
export const chanceLeftOfBeyond = 0.05;
