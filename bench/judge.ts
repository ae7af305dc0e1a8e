import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Cell, cells, furtherCells, type Target } from './judge/cells.ts';
import { plot } from './judge/plot.ts';
import { rules } from './judge/rules.ts';
import { meets, type Outcome, runCell } from './judge/run-cell.ts';
import { strictnessTable } from './judge/strictness-curve.ts';
import type { BenchTable } from './table.ts';

/** How often the judge is right, side by side with the rules in common use, on the same simulated rollouts. */
export async function benchJudge(
  runs = Number(process.env['BENCH_RUNS'] ?? 10_000),
  picture = path.join(import.meta.dirname, 'judge.svg'),
): Promise<BenchTable[]> {
  const names = Object.keys(rules);
  const results = cells.map((cell) => ({ cell, outcomes: runCell(cell, Object.values(rules), runs) }));
  writeFileSync(picture, plot(names, results, runs));
  const further = furtherCells.map((cell) => ({
    cell,
    outcomes: runCell(cell, Object.values(rules).slice(0, 1), runs),
  }));
  return [
    {
      name: 'judge',
      columns: ['family', 'requests/min', 'minutes', 'target', 'met', ...names],
      rows: results.map(({ cell, outcomes }) => [...describe(cell), ...outcomes.map(inWords)]),
      notes: [
        `${runs} seeded rollouts per row, the same for every rule. Share rolled back in percent, 95 % bounds, median minute.`,
        'Mann-Whitney and Fisher are asked once, at the end; asked every minute they would be wrong more often.',
      ],
    },
    {
      name: 'judge, further',
      columns: ['family', 'requests/min', 'minutes', 'should', '', 'flowferry'],
      rows: further.map(({ cell, outcomes }) => [...describe(cell), ...outcomes.map(inWords)]),
      notes: ['Nothing is promised here, but it should be known.'],
    },
    strictnessTable(runs),
  ];

  function describe(cell: Cell): (string | number)[] {
    const outcome = results.find((each) => each.cell === cell)?.outcomes[0];
    const met = outcome === undefined || cell.target.kind === 'told' ? '' : meets(cell.target, outcome) ? 'yes' : 'NO';
    return [cell.family, `${cell.rates.candidate}/${cell.rates.stable}`, cell.minutes, inTarget(cell.target), met];
  }
}

function inTarget(target: Target): string {
  if (target.kind === 'told') return target.bad ? 'be found' : 'be left alone';
  if (target.kind === 'false') return target.atMost === 0 ? 'never' : `≤ ${target.atMost * 100} %`;
  const median = target.medianAtMost === undefined ? '' : `, median ≤ ${target.medianAtMost} min`;
  return `≥ ${Number((target.atLeast * 100).toFixed(1))} %${median}`;
}

function inWords({ share, low, high, medianMinutes }: Outcome): string {
  const [each, from, to] = [share, low, high].map((value) => (value * 100).toFixed(2));
  return `${each} (${from}–${to})${share >= 0.5 ? ` ${medianMinutes} min` : ''}`;
}
