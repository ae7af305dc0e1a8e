import { describe, expect, test } from 'vitest';
import { createJudge, judgeMinutes } from '../../../domain/judge/judge.ts';
import type { Minute, SideMinute } from '../../../domain/judge/minute.ts';
import { readPolicy } from '../../../domain/judge/policy.ts';

const side = (requests: number, errors = 0, p95Ms: number | null = 900, tokensPerRequest?: number): SideMinute => ({
  requests,
  errors,
  p95Ms,
  tokensPerRequest,
});
const well = { candidate: side(50), stable: side(450, 2) };
const repeat = (minute: Minute, times: number): Minute[] => Array.from({ length: times }, () => minute);
/** Alternates, so that a rate below one error a minute can be told exactly. */
const every = (nth: number, usual: Minute, other: Minute, times: number): Minute[] =>
  Array.from({ length: times }, (_, at) => (at % nth === nth - 1 ? other : usual));

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

describe('absent data', () => {
  const nothing: Minute = { candidate: null, stable: null };

  test.each([
    ['nothing is known of either', nothing, 'nothing is known of the candidate in 60 minutes'],
    [
      'only the stable deployment is known',
      { ...well, candidate: null },
      'nothing is known of the candidate in 60 minutes',
    ],
    [
      'no request reaches the candidate',
      { ...well, candidate: side(0, 0, null) },
      'no request reached the candidate in 60 minutes',
    ],
    [
      'nothing is known of the stable deployment',
      { ...well, stable: null },
      'there is nothing to compare with: no request reached the stable deployment',
    ],
    [
      'no request reaches the stable deployment',
      { ...well, stable: side(0, 0, null) },
      'there is nothing to compare with: no request reached the stable deployment',
    ],
    [
      'no latency is measured',
      { candidate: side(50, 0, null), stable: side(450) },
      'the latency was not measured on both sides',
    ],
  ])('is never healthy: %s', (_, minute, reason) => {
    const { word, reasons } = judgeMinutes(repeat(minute, 60));

    expect(word).toBe('inconclusive');
    expect(reasons).toContain(reason);
  });

  test('is no longer healthy when traffic stops', () => {
    const stopped = [...repeat(well, 30), ...repeat({ ...well, candidate: side(0, 0, null) }, 10)];
    const { word, reasons, decidedAtMinute } = judgeMinutes(stopped);

    expect(word).toBe('inconclusive');
    expect(reasons).toContain('no request is known to have reached the candidate for 10 minutes');
    expect(decidedAtMinute).toBeUndefined();
  });

  test('says that requests would help, and that none arrive', () => {
    const { needs } = judgeMinutes(repeat({ ...well, candidate: side(0, 0, null) }, 40));

    expect(needs).toEqual({ requests: 180, text: 'about 180 more requests, and none arrive' });
  });

  test('leaves out what is missing, and says so', () => {
    const holes = every(4, well, nothing, 40);
    const { word, reasons } = judgeMinutes(holes);

    expect(word).toBe('healthy');
    expect(reasons).toContain('10 minutes left out, for which a measurement is missing');
  });

  test('does not hold errors against the candidate while the stable deployment is not measured', () => {
    const unseen = [...repeat(well, 10), ...repeat({ candidate: side(50, 25), stable: null }, 20)];

    expect(judgeMinutes(unseen).word).toBe('inconclusive');
  });

  test('without a stable deployment the limit of the policy decides', () => {
    const { word, reasons } = judgeMinutes(repeat({ candidate: side(10, 3), stable: null }, 30));

    expect(word).toBe('regressed');
    expect(reasons[0]).toMatch(/^errors \d+ of \d+ \(30 %\), and 5 % is tolerated; by chance/);
  });

  test('when the stable deployment has lost its traffic, the limit still decides', () => {
    const moved = [...repeat(well, 30), ...repeat({ candidate: side(500, 60), stable: side(0, 0, null) }, 15)];

    expect(judgeMinutes(moved).word).toBe('regressed');
  });
});

describe('a stable deployment that fails itself', () => {
  test('is never gone back to: a person is called', () => {
    const { word, reasons, page } = judgeMinutes(repeat({ candidate: side(10, 3), stable: side(90, 9) }, 60));

    expect(word).toBe('inconclusive');
    expect(reasons[0]).toBe('the stable deployment fails itself: errors 540 of 5,400 (10 %), and 5 % is tolerated');
    expect(page).toMatch(/^the stable deployment fails itself.*; rolling back would not help$/);
  });

  test('in the same minutes as the candidate: these do not count', () => {
    const outage = { candidate: side(50, 40), stable: side(450, 350) };
    const { word, reasons, page } = judgeMinutes([...repeat(well, 30), ...repeat(outage, 5), ...repeat(well, 4)]);

    expect(word).toBe('healthy');
    expect(reasons).toContain(
      '5 minutes left out, in which the stable deployment failed itself: errors 200 of 250 (80 %) against 1,750 of 2,250 (78 %)',
    );
    expect(page).toBe('the stable deployment failed in the last ten minutes; rolling back would not help');
  });

  test('in the very minute in which the candidate would be called regressed', () => {
    const judge = createJudge();
    const before = repeat({ ...well, candidate: side(50, 20) }, 2);
    for (const minute of before) judge.observe(minute);

    expect(judge.observe({ candidate: side(50, 20), stable: side(450, 200) })).toBe('inconclusive');
    expect(judge.verdict().reasons[0]).toBe(
      "the stable deployment fails itself in this minute: errors 200 of 450 (44 %), the candidate's 20 of 50 (40 %)",
    );
    expect(judge.observe({ ...well, candidate: side(50, 20) })).toBe('regressed');
  });

  test('with no proof yet that it is well, nothing is rolled back', () => {
    const judge = createJudge(readPolicy('{"minimumRequests":1}'));

    for (const minute of repeat({ candidate: side(4, 4), stable: side(3, 1) }, 3)) judge.observe(minute);

    expect(judge.verdict().word).toBe('inconclusive');
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
