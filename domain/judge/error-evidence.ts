import type { SideMinute } from './minute.ts';
import { createNoisyRates, type NoisyRates } from './noise.ts';
import { createOnset, type Onset } from './onset.ts';
import { type Belief, chanceAbove, learn, priorBelief, steadyRates } from './steady-rates.ts';

/** The error rates that a bad candidate may have. Lower ones are harder to find, and so are given more weight. */
const badRates = [0.01, 0.015, 0.02, 0.03, 0.05, 0.08, 0.13, 0.2, 0.35, 0.6, 0.9];
const weightsOfBadRates = badRates.map((rate) => 1 / Math.sqrt(rate));

/**
 * How often errors come in bursts, which nobody knows beforehand: hardly ever, or about once in half an hour. Both sides
 * live in the same world, so the stable deployment's minutes tell which it is.
 */
const worlds = [
  { burstStart: 1 / 2000, weight: 0.94 },
  { burstStart: 1 / 30, weight: 0.06 },
];

interface World {
  readonly stable: NoisyRates;
  readonly candidate: NoisyRates;
  readonly bad: NoisyRates;
  readonly byStable: Belief;
  readonly byBoth: Belief;
  readonly onset: Onset;
}

/** What the errors of both sides say about "the candidate is worse than the stable deployment, by more than is tolerated". */
export interface ErrorEvidence {
  /** One more minute. A side is null where its minute is unknown, or must not count. */
  observe(candidate: SideMinute | null, stable: SideMinute | null): void;
  /** How many times better "worse" explains all minutes until now than "alike, with noise" does. */
  oddsOfWorse(): number;
  /** If the candidate is worse at all: how likely it is so by more than is tolerated. */
  chanceOfBeyondTolerance(): number;
  /** How sure it is that the stable deployment's own steady error rate is above this. */
  chanceThatStableIsAbove(rate: number): number;
}

/** @param tolerance How much larger than the stable deployment's the candidate's error rate may be. */
export function createErrorEvidence(tolerance: number): ErrorEvidence {
  const all = worlds.map(({ burstStart }) => createWorld(burstStart));
  const beliefInWorlds = worlds.map(({ weight }) => weight);
  const table = (weight: (steady: number, bad: number) => number) =>
    badRates.map((bad) => steadyRates.map((steady) => weight(steady, bad)));
  // A pair of rates that is no difference worth finding counts for nothing: its weight goes to the others.
  const ofWorse = table((steady, bad) => (bad >= steady + tolerance ? 1 / weightAbove(steady + tolerance) : 0));
  const beyondTolerance = table((steady, bad) => (bad >= steady + tolerance ? 1 : 0));
  const aboveStable = table((steady, bad) => (bad > steady ? 1 : 0));

  return {
    observe(candidate, stable) {
      const likelihoods = all.map((world) => observeIn(world, candidate, stable));
      const sum = likelihoods.reduce((total, { alike }, at) => total + (beliefInWorlds[at] as number) * alike, 0);
      for (const [at, world] of all.entries()) {
        const { alike, byStable } = likelihoods[at] as Likelihoods;
        for (let rate = 0; rate < badRates.length; rate += 1)
          world.onset.weigh(rate, (byStable * (world.bad.foretold[rate] as number)) / alike);
        beliefInWorlds[at] = ((beliefInWorlds[at] as number) * alike) / sum;
      }
    },
    oddsOfWorse: () => summed(ofWorse),
    chanceOfBeyondTolerance: () => summed(beyondTolerance) / Math.max(Number.MIN_VALUE, summed(aboveStable)),
    chanceThatStableIsAbove: (rate) =>
      all.reduce((sum, { byStable }, at) => sum + (beliefInWorlds[at] as number) * chanceAbove(byStable, rate), 0),
  };

  /** The odds of each bad rate, at each steady rate that the stable deployment may have, as far as the table counts it. */
  function summed(weights: readonly (readonly number[])[]): number {
    const inWorld = ({ onset, byStable }: World) =>
      onset.odds.reduce((sum, odds, rate) => sum + odds * dot(byStable, weights[rate] as readonly number[]), 0);
    return all.reduce((sum, world, at) => sum + (beliefInWorlds[at] as number) * inWorld(world), 0);
  }
}

interface Likelihoods {
  /** Of both sides' minutes, if they are alike. */
  readonly alike: number;
  /** Of the stable side's minute alone. */
  readonly byStable: number;
}

function observeIn(world: World, candidate: SideMinute | null, stable: SideMinute | null): Likelihoods {
  const { onset, bad } = world;
  const renewed = onset.begin();
  for (let rate = 0; rate < badRates.length; rate += 1) bad.renew(rate, renewed[rate] as number);
  follow(world.stable, stable);
  follow(world.candidate, candidate);
  follow(bad, candidate);
  return {
    alike: learn(world.byBoth, world.stable.foretold, world.candidate.foretold),
    byStable: learn(world.byStable, world.stable.foretold),
  };
}

function follow(rates: NoisyRates, side: SideMinute | null): void {
  if (side) rates.observe(side.requests, side.errors);
  else rates.pass();
}

const createWorld = (burstStart: number): World => ({
  stable: createNoisyRates(steadyRates, burstStart),
  candidate: createNoisyRates(steadyRates, burstStart),
  bad: createNoisyRates(badRates, burstStart),
  byStable: priorBelief(),
  byBoth: priorBelief(),
  onset: createOnset(weightsOfBadRates),
});

const weightAbove = (limit: number): number =>
  badRates.reduce((sum, rate, at) => (rate >= limit ? sum + (weightsOfBadRates[at] as number) : sum), 0);

function dot(belief: Belief, shares: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < belief.length; at += 1) sum += (belief[at] as number) * (shares[at] as number);
  return sum;
}
