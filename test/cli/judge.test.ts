import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { judge } from '../../cli/judge.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'flowferry-judge-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const side = (requests: number, errors: number) => ({ requests, errors, p95Ms: 900 });
const series = (family: string, errors: number, length = 30) =>
  JSON.stringify({
    family,
    seed: 7,
    minutes: Array.from({ length }, (_, t) => ({ t, candidate: side(50, errors), baseline: side(450, 2) })),
  });

async function run(text: string, options: { json?: boolean; policy?: unknown } = {}) {
  const file = path.join(folder, 'series.jsonl');
  writeFileSync(file, text);
  const policy = path.join(folder, 'policy.json');
  if (options.policy !== undefined) writeFileSync(policy, JSON.stringify(options.policy));
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await judge(
    file,
    { json: options.json ?? true, ...(options.policy === undefined ? {} : { policy }) },
    { line: (line) => lines.push(line), error: (line) => errors.push(line) },
  );
  return { code, lines: lines.map((line) => JSON.parse(line)), errors, file, policyFile: policy };
}

describe('flowferry judge', () => {
  test('writes one verdict per line, with the five fields and no others', async () => {
    const { code, lines, errors } = await run(
      `${series('healthy', 0)}\n${series('errors', 25)}\n${series('short', 0, 2)}\n`,
    );

    expect(code).toBe(0);
    expect(errors).toEqual([]);
    expect(lines.map(({ family, seed, verdict, decidedAtMinute }) => [family, seed, verdict, decidedAtMinute])).toEqual(
      [
        ['healthy', 7, 'healthy', expect.any(Number)],
        ['errors', 7, 'regressed', 2],
        ['short', 7, 'inconclusive', null],
      ],
    );
    for (const line of lines) {
      expect(Object.keys(line)).toEqual(['family', 'seed', 'verdict', 'decidedAtMinute', 'reasons']);
      expect(line.reasons.length).toBeGreaterThan(0);
    }
  });

  test('says what an open verdict needs, and when a person must be called', async () => {
    const bothBad = JSON.stringify({
      minutes: Array.from({ length: 30 }, () => ({ candidate: side(50, 10), baseline: side(450, 90) })),
    });
    const { lines } = await run(`${series('short', 0, 2)}\n${bothBad}\n`);

    expect(lines[0].reasons.at(-1)).toMatch(/^needs about \d+ more requests, \d+ minutes at this rate$/);
    expect(lines[1].reasons.at(-1)).toMatch(/^call a person: the stable deployment fails itself/);
    expect(lines[1]).toMatchObject({ family: null, seed: null, verdict: 'inconclusive' });
  });

  test('tells a bad line by its number, and judges the others', async () => {
    const { code, lines, errors, file } = await run(`oops\n\n${series('healthy', 0)}\n{"minutes":[{"candidate":3}]}`, {
      json: false,
    });

    expect(code).toBe(2);
    expect(lines.map(({ family }) => family)).toEqual(['healthy']);
    expect(errors).toEqual([
      expect.stringContaining(`${file}:1: `),
      expect.stringContaining(`${file}:4: minutes[0].candidate: `),
      '1 healthy, 0 inconclusive, 0 regressed, 2 not readable',
    ]);
  });

  test('tells scripts of a bad line in JSON', async () => {
    const { errors } = await run('{"minutes":1}');

    expect(errors.map((error) => JSON.parse(error))).toEqual([
      { line: 1, error: expect.stringContaining('minutes: ') },
    ]);
  });

  test('counts the words for people', async () => {
    expect((await run(series('healthy', 0), { json: false })).errors).toEqual([
      '1 healthy, 0 inconclusive, 0 regressed',
    ]);
  });

  test('holds to a policy', async () => {
    const lenient = { errorRate: { max: 0.9, noWorseThanStable: 0.8 } };

    expect((await run(series('errors', 25), { policy: lenient })).lines[0].verdict).toBe('healthy');
  });

  test('refuses a policy that it does not understand', async () => {
    const { code, errors, policyFile } = await run(series('healthy', 0), { policy: { errorRate: 3 } });

    expect(code).toBe(2);
    expect(errors).toEqual([expect.stringContaining(`${policyFile}: errorRate: `)]);
  });

  test('throws where the file is not there', async () => {
    await expect(
      judge(path.join(folder, 'none.jsonl'), { json: true }, { line: () => {}, error: () => {} }),
    ).rejects.toThrow('ENOENT');
  });
});
