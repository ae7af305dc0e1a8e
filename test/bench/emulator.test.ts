import { expect, test } from 'vitest';
import { benchEmulator } from '../../bench/emulator.ts';

test('the benchmark of the emulated Azure gives a figure in every row', async () => {
  const table = await benchEmulator({ endpoints: 3, minutes: 4, queries: 2, requests: 10 });

  expect(table.columns).toEqual(['what', 'value', 'unit']);
  expect(table.rows).toHaveLength(4);
  expect(table.rows[0]?.[0]).toContain('3 endpoints with 6 deployments');
  for (const row of table.rows) expect(row[1]).toEqual(expect.any(Number));
});
