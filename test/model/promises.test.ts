import { describe, expect, test } from 'vitest';
import { play, type Told } from './sequence.ts';

/**
 * Random sequences of all that can happen to the app: pushes, events that come twice or late, releases by HTTP, commands,
 * roll-backs that are asked for, metrics that are good, bad or missing, trouble in every call, processes that are killed, and
 * time. A sequence follows from its seed. MODEL_SEQUENCES asks for so many of them, MODEL_SEED for others.
 */
const firstSeed = Number(process.env['MODEL_SEED'] ?? 1);
const wanted = Number(process.env['MODEL_SEQUENCES'] ?? Number.POSITIVE_INFINITY);
/** Without a wish, as many as fit in here. */
const budgetInMs = Number.isFinite(wanted) ? Number.POSITIVE_INFINITY : 15_000;
const fewest = 5;

describe('the promises', () => {
  test('hold in every sequence', { timeout: 4 * 3_600_000 }, async () => {
    const told: Told[] = [];
    const start = performance.now();
    const goesOn = () => told.length < fewest || (told.length < wanted && performance.now() - start < budgetInMs);
    while (goesOn()) told.push(await play(firstSeed + told.length));

    const broken = told.filter(({ breaches }) => breaches.length > 0);
    console.info(summaryOf(told));
    expect(broken).toEqual([]);
    expect(told.flatMap(({ states }) => states)).toContain('succeeded');
  });

  test('of one seed are the same sequence', async () => {
    expect(await play(7)).toEqual(await play(7));
  });
});

function summaryOf(told: readonly Told[]): string {
  const sum = (of: (one: Told) => number) => told.reduce((total, one) => total + of(one), 0);
  const ends = new Map<string, number>();
  for (const state of told.flatMap(({ states }) => states)) ends.set(state, (ends.get(state) ?? 0) + 1);
  return [
    `${told.length} sequences from seed ${firstSeed}: ${sum(({ actions }) => actions.length)} actions`,
    `${sum(({ kills }) => kills)} kills, ${sum(({ regressions }) => regressions)} regressions of what was live`,
    [...ends].map(([state, count]) => `${count} releases ${state}`).join(', '),
  ].join('; ');
}
