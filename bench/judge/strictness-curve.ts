import { openCase, takeIn } from '../../domain/judge/case.ts';
import { circumstancesOf, stableIsGood } from '../../domain/judge/deliberation.ts';
import { defaultPolicy } from '../../domain/judge/policy.ts';
import { fewestBadMinutes, leastChanceOfBeyond, requiredForErrors } from '../../domain/judge/strictness.ts';
import type { BenchTable } from '../table.ts';
import { high, low, middle } from './cells.ts';
import { bursts, constant, missingMinutes, sharedOutage } from './families.ts';
import { type Script, simulate } from './traffic.ts';

const allRates = [low, middle, high];
const bad = (errorRate: number) => constant({ errorRate });
const columns = [
  { name: 'healthy', script: constant({}), rates: allRates, minutes: 60 },
  { name: 'outage in both', script: sharedOutage(0.5, 10), rates: allRates, minutes: 60 },
  { name: 'a third missing', script: missingMinutes(1 / 3), rates: allRates, minutes: 60 },
  { name: 'bursts', script: bursts(), rates: allRates, minutes: 60 },
  { name: '5 % at 2/18', script: bad(0.05), rates: [low], minutes: 60 },
  { name: '5 % at 10/90', script: bad(0.05), rates: [middle], minutes: 30 },
  { name: '2 % at 50/450', script: bad(0.02), rates: [high], minutes: 30 },
];
const multiples = [0.25, 0.5, 1, 2, 4, 8, 16, 32];

/** What it would cost, and bring, to ask for more evidence of errors, or for less. */
export function strictnessTable(runs: number): BenchTable {
  const reached = columns.map(({ script, rates, minutes }) =>
    rates.map((each) =>
      Array.from({ length: runs }, (_, run) => furthest(script, each, minutes, (run + 1) * 2_654_435_761)),
    ),
  );
  const shareOf = (values: readonly number[], multiple: number) =>
    ((100 * values.filter((value) => value >= multiple).length) / runs).toFixed(2);
  return {
    name: 'judge, if it asked for more or less',
    columns: ['evidence asked for', ...columns.map(({ name }) => name)],
    rows: multiples.map((multiple) => [
      `× ${multiple}`,
      ...reached.map((byRate) => byRate.map((each) => shareOf(each, multiple)).join(' · ')),
    ]),
    notes: [
      'Rolled back in percent, by the evidence on errors alone, at 2/18 · 10/90 · 50/450. × 1 is what the judge asks for.',
    ],
  };
}

/** How far the evidence came at its best, over what is asked for in that minute, wherever the judge would have acted on it. */
function furthest(script: Script, rates: (typeof allRates)[number], minutes: number, seed: number): number {
  const known = openCase(defaultPolicy);
  let best = 0;
  for (const minute of simulate(script, rates, minutes, seed)) {
    takeIn(known, minute);
    if (known.candidateRequests < known.policy.minimumRequests || known.badMinutes < fewestBadMinutes) continue;
    const isBeyond = known.errors.chanceOfBeyondTolerance() >= leastChanceOfBeyond;
    const odds = Math.max(isBeyond ? known.errors.oddsOfWorse() : 0, known.limit.oddsOfAbove());
    const reached = odds / requiredForErrors(circumstancesOf(known));
    if (reached > best && stableIsGood(known)) best = reached;
  }
  return best;
}
