import { compare } from '../domain/gate/compare.ts';
import { families, simulatedPairs } from './gate/families.ts';
import { wilson } from './judge/bounds.ts';
import type { BenchTable } from './table.ts';

const lineCounts = [20, 50, 100, 200, 400];
/** Margins as a share of the scale. */
const margins = [0.05, 0.1];

/** How often flows pass the gate that should not, and how often those do that should. */
export async function benchGate(runs = Number(process.env['BENCH_RUNS'] ?? 1000)): Promise<BenchTable[]> {
  const columns = ['evaluation', 'margin', ...lineCounts.map((lines) => `${lines} lines`)];
  const row = (family: (typeof families)[number], margin: number, worseBy: number) => [
    family.name,
    margin === 0 ? '0' : `${Number((margin * family.range).toPrecision(2))}`,
    ...lineCounts.map((lines) => inWords(passed(family, { lines, margin, worseBy }, runs))),
  ];
  return [
    {
      name: 'gate: false passes',
      columns,
      rows: families.flatMap((family) => [0, ...margins].map((margin) => row(family, margin, margin))),
      notes: [
        `Share of ${runs} seeded evaluations that pass although the flow is worse by the margin (equal, where it is 0), in percent with 95 % bounds. At most 5 is meant.`,
      ],
    },
    {
      name: 'gate: power, equal flows',
      columns,
      rows: families.flatMap((family) => margins.map((margin) => row(family, margin, 0))),
      notes: ['Share that passes where both flows are equally good: the rest is told that the lines are too few.'],
    },
    {
      name: 'gate: power, a better flow',
      columns,
      rows: families
        .filter(({ onlyWorse }) => !onlyWorse)
        .flatMap((family) => [0, ...margins].map((margin) => row(family, margin, -0.05))),
      notes: ['Share that passes where the new flow is better by 5 % of the scale.'],
    },
  ];
}

interface Cell {
  readonly lines: number;
  /** Both as a share of the scale. */
  readonly margin: number;
  readonly worseBy: number;
}

/** How often the gate lets simulated flows pass. */
export function passed(family: (typeof families)[number], { lines, margin, worseBy }: Cell, runs: number) {
  // The word follows from the differences, in whatever order they come.
  const known = new Map<string, boolean>();
  let hits = 0;
  for (let seed = 1; seed <= runs; seed += 1) {
    const pairs = simulatedPairs(family, lines, worseBy * family.range, seed);
    const key = [...pairs.differences].sort((a, b) => a - b).join();
    const passes = known.get(key) ?? compare(pairs, 'any', margin * family.range).word === 'noWorse';
    known.set(key, passes);
    if (passes) hits += 1;
  }
  return wilson(hits, runs);
}

const inWords = ({ share, low, high }: ReturnType<typeof wilson>) =>
  `${percent(share)} (${percent(low)}-${percent(high)})`;
const percent = (share: number) => (share * 100).toFixed(1);
