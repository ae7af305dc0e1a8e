/** How much better the bad explanation must be before a deployment is called regressed on its errors. */
const oddsForErrors = 12;
/** The same for latency and tokens, whose noise is known less well. */
const oddsForRatios = 60;
/**
 * In the first minutes little is known about the noise, so more is asked: this many minutes over those that were compared, and
 * that to a power. What is really worse is so in the next minutes too, and loses little; what only looked so does not.
 */
const minutesUntilKnown = 40;
const powerOfHaste = 1.5;
/** Where the stable deployment failed as well lately, or measurements are missing, this many times more is asked. */
const whileDisturbed = 10;
/** After an outage that both have shared, and for an hour, so many times more than that: neither recovers as the other does. */
const afterOutage = 10;

export interface Circumstances {
  readonly comparedMinutes: number;
  readonly ground: 'firm' | 'disturbed' | 'after-outage';
}

const onThisGround = {
  firm: 1,
  disturbed: whileDisturbed,
  'after-outage': whileDisturbed * afterOutage,
} as const satisfies Record<Circumstances['ground'], number>;

/** The odds that errors must reach. */
export const requiredForErrors = ({ comparedMinutes, ground }: Circumstances): number =>
  oddsForErrors * Math.max(1, minutesUntilKnown / Math.max(1, comparedMinutes)) ** powerOfHaste * onThisGround[ground];

/** The odds that latency or tokens must reach. */
export const requiredForRatios = ({ ground }: Circumstances): number => oddsForRatios * onThisGround[ground];

/** In so many of the last 60 minutes the stable deployment must have failed for the ground to count as disturbed, or as hit by an outage. */
export const failingMinutes = { disturbed: 2, outage: 6 } as const;

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
