import { createErrorEvidence } from '../../domain/judge/error-evidence.ts';
import type { Minute } from '../../domain/judge/minute.ts';
import { defaultPolicy } from '../../domain/judge/policy.ts';
import { requiredForErrors } from '../../domain/judge/strictness.ts';
import type { BenchTable } from '../table.ts';
import { high, low, middle } from './cells.ts';
import { bursts, constant } from './families.ts';
import { simulate } from './traffic.ts';

const healthy = constant({});
const five = constant({ errorRate: 0.05 });
const columns = [
  { name: 'healthy 2/18', script: healthy, rates: low, minutes: 60 },
  { name: 'healthy 10/90', script: healthy, rates: middle, minutes: 60 },
  { name: 'healthy 50/450', script: healthy, rates: high, minutes: 60 },
  { name: 'bursts 2/18', script: bursts(), rates: low, minutes: 60 },
  { name: 'bursts 10/90', script: bursts(), rates: middle, minutes: 60 },
  { name: 'bursts 50/450', script: bursts(), rates: high, minutes: 60 },
  { name: '5 % at 2/18', script: five, rates: low, minutes: 60 },
  { name: '5 % at 10/90', script: five, rates: middle, minutes: 30 },
  { name: '2 % at 50/450', script: constant({ errorRate: 0.02 }), rates: high, minutes: 30 },
];
const multiples = [0.25, 0.5, 1, 2, 4, 8];

/** What it would cost, and bring, to ask for more evidence of errors, or for less. */
export function strictnessTable(runs: number): BenchTable {
  const reached = columns.map(({ script, rates, minutes }) =>
    Array.from({ length: runs }, (_, run) => furthest(simulate(script, rates, minutes, (run + 1) * 2_654_435_761))),
  );
  return {
    name: 'judge, if it asked for more or less',
    columns: ['evidence asked for', ...columns.map(({ name }) => name)],
    rows: multiples.map((multiple) => [
      `× ${multiple}`,
      ...reached.map((each) => Number(((100 * each.filter((value) => value >= multiple).length) / runs).toFixed(2))),
    ]),
    notes: ['Rolled back in percent, by the evidence on errors alone. × 1 is what the judge asks for.'],
  };
}

/** How far the evidence came at its best, over what is asked for in that minute. */
function furthest(minutes: readonly Minute[]): number {
  const { max, noWorseThanStable } = defaultPolicy.errorRate;
  const evidence = createErrorEvidence(noWorseThanStable);
  let best = 0;
  let comparedMinutes = 0;
  let failures = 0;
  for (const { candidate, stable } of minutes) {
    const fails = stable !== null && stable.errors >= 2 && stable.errors > max * stable.requests;
    if (fails) failures += 1;
    else comparedMinutes += 1;
    evidence.observe(fails ? null : candidate, stable);
    best = Math.max(best, evidence.oddsOfWorse() / requiredForErrors({ comparedMinutes, disturbed: failures >= 2 }));
  }
  return best;
}
