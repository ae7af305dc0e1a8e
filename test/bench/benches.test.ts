import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { benches } from '../../bench/benches.ts';
import { benchColdStart } from '../../bench/cold-start.ts';
import { benchEmulator } from '../../bench/emulator.ts';
import { benchGate } from '../../bench/gate.ts';
import { benchHost } from '../../bench/host.ts';
import { benchJudge } from '../../bench/judge.ts';
import { benchMetrics } from '../../bench/metrics.ts';
import { benchPlan } from '../../bench/plan.ts';
import { type BenchTable, textOf } from '../../bench/table.ts';

function judgeWithoutPicture(): Promise<BenchTable[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return benchJudge(1, path.join(folder, 'judge.svg'));
}

let coldStart: Promise<BenchTable[]> | undefined;
/** It takes the longest, so once is enough. */
const coldStartOnce = () => {
  coldStart ??= benchColdStart({ rounds: 1, of: ['HTTP status'] });
  return coldStart;
};

/** Every benchmark, as small as it can be: the figures mean nothing, but it runs to its end. */
const small: Readonly<Record<string, () => Promise<BenchTable | readonly BenchTable[]>>> = {
  'cold-start': coldStartOnce,
  emulator: () => benchEmulator({ endpoints: 2, minutes: 2, queries: 1, requests: 2 }),
  host: () => benchHost([{ instances: 2, activities: 2, store: 'file' }]),
  metrics: () => benchMetrics({ sizes: [2], runs: 1 }),
  gate: () => benchGate(1),
  judge: judgeWithoutPicture,
  plan: () => benchPlan({ runs: 1, hasCollection: false }),
};

describe('a benchmark', () => {
  test('is here with the others', () => {
    expect(Object.keys(small)).toEqual(Object.keys(benches));
  });

  test.each(Object.entries(small))(
    '%s runs to its end, and its table has a cell in every column',
    async (name, run) => {
      expect(await benches[name]?.()).toBeTypeOf('function');

      const tables = [await run()].flat() as BenchTable[];

      expect(tables.length).toBeGreaterThan(0);
      for (const table of tables) {
        const widths = table.rows.map((row) => row.length);
        expect(new Set(widths)).toEqual(new Set([table.columns.length]));
        expect(table.rows.flat().filter((cell) => Number.isNaN(cell) || cell === undefined)).toEqual([]);
        expect(textOf(table).split('\n').length).toBeGreaterThan(table.rows.length);
      }
    },
    120_000,
  );

  test('of the cold start tells which SDKs the first use of a function loads', async () => {
    const [, uses] = await coldStartOnce();

    const [[name, , , loaded] = []] = uses?.rows ?? [];
    expect(name).toBe('HTTP status');
    expect(loaded).toContain('@azure/data-tables');
    // Azure itself is not asked for anything.
    expect(loaded).not.toMatch(/arm-|identity|monitor/);
  }, 120_000);
});
