import { describe, expect, test } from 'vitest';
import { createJudge, judgeMinutes } from '../../../domain/judge/judge.ts';
import { every, repeat, side, well } from './minutes.ts';

describe('the word of the judge', () => {
  test('is healthy when the candidate is proven no worse, and says since when', () => {
    const { word, reasons, decidedAtMinute, needs, page } = judgeMinutes(repeat(well, 30));

    expect(word).toBe('healthy');
    expect(reasons).toEqual([
      'errors 0 of 1,500 (0 %) against 60 of 13,500 (0.4 %)',
      'p95 latency 900 ms against 900 ms',
    ]);
    expect(decidedAtMinute).toBeGreaterThanOrEqual(10);
    expect([needs, page]).toEqual([undefined, undefined]);
  });

  test('is regressed within minutes when the candidate fails far more often, with the numbers', () => {
    const late = [...repeat(well, 40), ...repeat({ ...well, candidate: side(50, 6) }, 20)];
    const { word, reasons, decidedAtMinute } = judgeMinutes(late);

    expect(word).toBe('regressed');
    expect(decidedAtMinute).toBeLessThanOrEqual(48);
    expect(reasons).toEqual([
      expect.stringMatching(
        /^errors \d+ of \d+ \(12 %\) against \d+ of [\d,]+ \(0\.4 %\) since minute 41; by chance, however often one looks: at most 1 in [\d,]+$/,
      ),
    ]);
  });

  test('stays regressed', () => {
    const judge = createJudge();
    for (const minute of repeat({ ...well, candidate: side(50, 25) }, 5)) judge.observe(minute);
    const then = judge.verdict();

    expect(then.word).toBe('regressed');
    expect(judge.observe(well)).toBe('regressed');
    expect(judge.verdict()).toBe(then);
  });

  test('is inconclusive before the first minute', () => {
    expect(createJudge().verdict()).toMatchObject({
      word: 'inconclusive',
      reasons: ['nothing is known of the candidate in 0 minutes'],
    });
  });

  test('is inconclusive while there are few requests, and foretells how many it takes', () => {
    const { word, reasons, needs } = judgeMinutes(repeat({ candidate: side(2), stable: side(18) }, 5));

    expect(word).toBe('inconclusive');
    expect(reasons).toContain('10 requests so far; a verdict takes at least 20');
    expect(needs?.requests).toBeGreaterThan(50);
    expect(needs?.minutes).toBe(Math.ceil((needs?.requests ?? 0) / 2));
    expect(needs?.text).toMatch(/^about \d+ more requests, \d+ minutes at this rate$/);
  });

  test('foretells no number of requests where none would settle it', () => {
    const nearTheLimit = every(
      2,
      { candidate: side(10, 1), stable: side(90) },
      { candidate: side(10), stable: side(90) },
      4,
    );

    expect(
      judgeMinutes([...nearTheLimit, ...repeat({ candidate: side(1, 1), stable: side(90) }, 2)]).needs,
    ).toBeUndefined();
  });
});

describe('noise is forgiven', () => {
  test.each([
    ['one minute of total outage', [side(50, 50)]],
    ['two minutes of it, far apart', [side(50, 50), ...Array.from({ length: 20 }, () => side(50)), side(50, 50)]],
    ['a burst of three minutes', [side(50, 10), side(50, 11), side(50, 9)]],
  ])('%s', (_, bad) => {
    const minutes = [...repeat(well, 20), ...bad.map((candidate) => ({ ...well, candidate })), ...repeat(well, 20)];

    expect(judgeMinutes(minutes).word).toBe('healthy');
  });

  test('errors in fewer than three minutes are never held against a candidate', () => {
    expect(judgeMinutes(repeat({ ...well, candidate: side(500, 500) }, 2)).word).toBe('inconclusive');
    expect(judgeMinutes(repeat({ ...well, candidate: side(500, 500) }, 3)).word).toBe('regressed');
  });
});
