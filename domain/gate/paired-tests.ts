import { logGamma } from '../judge/log-gamma.ts';
import { normalTail } from '../judge/normal.ts';

/** Two one-sided probabilities of what was seen, or more of it, if there were no difference; and how large the difference is. */
export interface PairedTest {
  readonly name: 'McNemar' | 'Wilcoxon';
  /** That the challenger is better by chance. */
  readonly pBetter: number;
  /** That it is worse by chance. */
  readonly pWorse: number;
  /** From -1, worse on every line that differs, to 1, better on every one; 0 where none differs. */
  readonly effect: number;
}

/**
 * McNemar's test, exact: of the lines on which only one of the two passes, half are the challenger's by chance
 * (Q. McNemar, Psychometrika 12, 1947). The effect is twice Cohen's g.
 */
export function mcNemar(wins: number, losses: number): PairedTest {
  const differing = wins + losses;
  return {
    name: 'McNemar',
    pBetter: halfTail(differing, wins),
    pWorse: halfTail(differing, losses),
    effect: differing === 0 ? 0 : (wins - losses) / differing,
  };
}

/** How probable `atLeast` heads or more are in so many throws of a coin. */
function halfTail(throws: number, atLeast: number): number {
  if (atLeast <= 0) return 1;
  let sum = 0;
  for (let heads = atLeast; heads <= throws; heads += 1) {
    const ways = logGamma(throws + 1) - logGamma(heads + 1) - logGamma(throws - heads + 1);
    sum += Math.exp(ways - throws * Math.LN2);
  }
  return Math.min(1, sum);
}

/** Above this many lines that differ, the sum of ranks is as good as normal. */
const mostCounted = 300;

/**
 * Wilcoxon's signed-rank test on differences (F. Wilcoxon, Biometrics Bulletin 1, 1945): lines without a difference are
 * left out, equal differences share their ranks. Exact, given the ranks, up to 300 lines that differ; beyond that the
 * normal approximation with the variance of the ranks there are, and a correction for continuity. The effect is the
 * matched-pairs rank-biserial correlation (D. S. Kerby, 2014).
 */
export function signedRank(differences: readonly number[]): PairedTest {
  const { ranks, above } = doubledRanks(differences.filter((difference) => difference !== 0));
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const tail = ranks.length > mostCounted ? approximateTail(ranks, total) : exactTail(ranks, total);
  return {
    name: 'Wilcoxon',
    pBetter: tail(above),
    pWorse: tail(total - above),
    effect: total === 0 ? 0 : (2 * above - total) / total,
  };
}

/** Twice the rank of every size, so that shared ranks are whole numbers; and the sum of those of positive differences. */
function doubledRanks(differences: readonly number[]): { readonly ranks: readonly number[]; readonly above: number } {
  const sorted = [...differences].sort((a, b) => Math.abs(a) - Math.abs(b));
  const ranks: number[] = [];
  let above = 0;
  for (let start = 0; start < sorted.length; ) {
    const size = Math.abs(sorted[start] ?? 0);
    let end = start;
    // What two computers would round differently is the same size.
    while (end < sorted.length && Math.abs(sorted[end] ?? 0) - size <= 1e-12 * size) end += 1;
    const shared = start + 1 + end;
    for (const difference of sorted.slice(start, end)) {
      ranks.push(shared);
      if (difference > 0) above += shared;
    }
    start = end;
  }
  return { ranks, above };
}

/** Counts, for every sum, the ways in which signs thrown by a coin could reach it. */
function exactTail(ranks: readonly number[], total: number): (atLeast: number) => number {
  const chance = new Float64Array(total + 1);
  chance[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum -= 1) {
      chance[sum] = 0.5 * ((chance[sum] ?? 0) + (sum >= rank ? (chance[sum - rank] ?? 0) : 0));
    }
  }
  return (atLeast) =>
    Math.min(
      1,
      chance.subarray(atLeast).reduce((sum, each) => sum + each, 0),
    );
}

function approximateTail(ranks: readonly number[], total: number): (atLeast: number) => number {
  const deviation = Math.sqrt(ranks.reduce((sum, rank) => sum + rank * rank, 0)) / 2;
  // One is half a rank, doubled.
  return (atLeast) => normalTail((atLeast - 1 - total / 2) / deviation);
}
