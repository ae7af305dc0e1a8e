import { describe, expect, test } from 'vitest';
import { judgeMinutes } from '../../../domain/judge/judge.ts';
import type { Minute } from '../../../domain/judge/minute.ts';
import { every, repeat, side, well } from './minutes.ts';

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
