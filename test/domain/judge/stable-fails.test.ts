import { describe, expect, test } from 'vitest';
import { createJudge, judgeMinutes } from '../../../domain/judge/judge.ts';
import { readPolicy } from '../../../domain/judge/policy.ts';
import { repeat, side, well } from './minutes.ts';

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
    const before = [...repeat(well, 20), ...repeat({ ...well, candidate: side(50, 20) }, 2)];
    for (const minute of before) judge.observe(minute);

    expect(judge.observe({ candidate: side(50, 20), stable: side(450, 200) })).toBe('inconclusive');
    expect(judge.verdict().reasons[0]).toBe(
      "the stable deployment fails itself in this minute: errors 200 of 450 (44 %), the candidate's 20 of 50 (40 %)",
    );
    expect(judge.observe({ ...well, candidate: side(50, 20) })).toBe('regressed');
  });

  test('with no proof yet that it is well, nothing is rolled back', () => {
    const judge = createJudge(readPolicy('{"minimumRequests":1}'));

    for (const minute of repeat({ candidate: side(90, 90), stable: side(20, 1) }, 3)) judge.observe(minute);

    expect(judge.verdict().word).toBe('inconclusive');
    expect(judge.verdict().reasons[0]).toBe(
      'it is not proven that the stable deployment is well, and could be gone back to',
    );
  });
});
