import type { SideMinute } from './minute.ts';
import { createNoisyRates } from './noise.ts';
import { createOnset } from './onset.ts';

/** What the candidate's errors alone say about a limit, with nothing to compare them with. */
export interface LimitEvidence {
  /** One more minute of the candidate; null where it is unknown, or must not count. */
  observe(candidate: SideMinute | null): void;
  /** How many times better "above the limit" explains the minutes than "at the limit, with noise". */
  oddsOfAbove(): number;
  /** How many times better "below the limit" explains the minutes than "at the limit, with noise". */
  oddsOfBelow(): number;
}

const sharesAbove = [0.05, 0.1, 0.2, 0.4, 0.7];
const sharesBelow = [0.6, 0.35, 0.15, 0.05];
/** Bursts are taken to be usual here, as there is nothing that tells. */
const burstStart = 1 / 30;
/** More than enough, and still a number. */
const enough = 1e12;

/** @param limit Share of failed requests that is tolerated. */
export function createLimitEvidence(limit: number): LimitEvidence {
  const tolerated = Math.min(0.99, Math.max(0.001, limit));
  const above = sharesAbove.map((share) => tolerated + (1 - tolerated) * share);
  const below = sharesBelow.map((share) => tolerated * share);
  const rates = createNoisyRates([tolerated, ...above, ...below], burstStart);
  const onset = createOnset(above.map(() => 1 / above.length));
  const oddsOfEach = below.map(() => 1 / below.length);

  return {
    observe(candidate) {
      const renewed = onset.begin();
      for (let way = 0; way < above.length; way += 1) rates.renew(1 + way, renewed[way] as number);
      if (candidate) rates.observe(candidate.requests, candidate.errors);
      else rates.pass();
      const atLimit = rates.foretold[0] as number;
      for (let way = 0; way < above.length; way += 1) onset.weigh(way, (rates.foretold[1 + way] as number) / atLimit);
      for (let way = 0; way < below.length; way += 1) {
        const ratio = (rates.foretold[1 + above.length + way] as number) / atLimit;
        oddsOfEach[way] = Math.min(enough, (oddsOfEach[way] as number) * ratio);
      }
    },
    oddsOfAbove: () => onset.odds.reduce((sum, each) => sum + each, 0),
    oddsOfBelow: () => oddsOfEach.reduce((sum, each) => sum + each, 0),
  };
}
