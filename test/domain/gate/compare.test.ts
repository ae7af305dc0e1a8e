import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { families } from '../../../bench/gate/families.ts';
import { passed } from '../../../bench/gate.ts';
import { compare, compareLines } from '../../../domain/gate/compare.ts';
import { pairUp } from '../../../domain/gate/pairs.ts';
import { sentenceOf } from '../../../domain/gate/wording.ts';
import type { Line } from '../../../domain/runs.ts';

const linesOf = (values: readonly unknown[]): readonly Line[] =>
  values.map((score, number) => ({ number, outputs: { score } }));
const up = { output: 'score', better: 'higher' } as const;
const times = (count: number, value: unknown) => Array.from({ length: count }, () => value);

describe('lines side by side', () => {
  test.each([
    ['numbers', [0.2, 0.4], [0.1, 0.5], up, [0.1, -0.1], 1],
    ['numbers as texts', ['4', '5'], ['3', '5'], up, [1, 0], 4],
    ['true and false', [true, false], [false, false], up, [1, 0], 1],
    ['where lower is better', [1, 3], [2, 2], { ...up, better: 'lower' }, [1, -1], 4],
    ['words', ['Yes', 'No'], ['No', 'Yes'], { ...up, passes: 'Yes' }, [1, -1], 1],
    ['on a scale of their own', [-10, 10], [0, 0], { ...up, scale: [-20, 20] }, [-10, 10], 40],
    ['from 0 to 5', [0, 5], [5, 0], up, [-5, 5], 5],
    ['from 0 to 10', [7, 0], [0, 0], up, [7, 0], 10],
    ['from 0 to 100', [70, 0], [0, 0], up, [70, 0], 100],
    ['the challenger silent', [5, null], [5, 4], up, [0, -3], 4],
    ['the challenger no number', [5, Number.NaN], [5, 4], up, [0, -3], 4],
    ['the champion silent', [5, 4], [5, ''], up, [0], 4],
    ['a word missing', ['Yes', undefined], ['Yes', 'Yes'], { ...up, passes: 'Yes' }, [0, -1], 1],
  ] as const)('%s', (_, ours, theirs, reading, differences, range) => {
    const pairs = pairUp(linesOf(ours), linesOf(theirs), reading);

    expect('problem' in pairs ? pairs.problem : pairs.range).toBe(range);
    if ('problem' in pairs) return;
    expect(pairs.differences).toHaveLength(differences.length);
    for (const [at, difference] of differences.entries()) expect(pairs.differences[at]).toBeCloseTo(difference, 12);
  });

  test.each([
    ['no line', [], [1], up, 'have no output score (there is none at all)'],
    ['no such output', [1], [1], { ...up, output: 'grade' }, 'there is score'],
    ['no number', ['good'], [1], up, 'say with passes'],
    ['no line of the champion', [1], [], up, 'the stable flow'],
    ['no scale', [-3], [1], up, 'say scale'],
    ['a value beyond its scale', [7], [1], { ...up, scale: [1, 5] }, 'outside of the scale 1 to 5'],
  ] as const)('cannot be compared where there is %s', (_, ours, theirs, reading, problem) => {
    expect(compareLines(linesOf(ours), linesOf(theirs), reading, 0)).toEqual({
      problem: expect.stringContaining(problem),
    });
  });
});

describe('a comparison', () => {
  const compared = (ours: readonly unknown[], theirs: readonly unknown[], margin: number) => {
    const found = compareLines(linesOf(ours), linesOf(theirs), up, margin);
    if ('problem' in found) throw new Error(found.problem);
    return found;
  };

  test.each([
    ['equal flows, many lines', times(100, 1), times(100, 1), 0.05, 'noWorse'],
    ['equal flows, few lines', times(20, 1), times(20, 1), 0.05, 'tooFewLines'],
    ['equal flows that may be worse by nothing', times(500, 1), times(500, 1), 0, 'tooFewLines'],
    ['a better flow that may be worse by nothing', times(50, 1), [...times(42, 1), ...times(8, 0)], 0, 'noWorse'],
    ['a worse flow within the margin', [...times(397, 1), ...times(3, 0)], times(400, 1), 0.05, 'noWorse'],
    ['a worse flow', [...times(80, 1), ...times(20, 0)], times(100, 1), 0.05, 'worse'],
    ['a worse flow on one line', [0], [1], 0.05, 'worse'],
    ['better scores', [...times(30, 5), ...times(30, 3)], [...times(30, 4), ...times(30, 3)], 0, 'noWorse'],
    ['a margin as wide as the scale', [1], [1], 1, 'noWorse'],
  ] as const)('of %s', (_, ours, theirs, margin, word) => {
    expect(compared(ours, theirs, margin).word).toBe(word);
  });

  test('says in numbers what was found, and how many lines are lacking', () => {
    const few = compared([...times(19, 1), null], times(20, 1), 0.1);

    expect(few).toMatchObject({ lines: 20, wins: 0, losses: 1, missing: 1, linesNeeded: expect.any(Number) });
    expect(sentenceOf(few)).toMatch(
      /^0\.95 beside 1 on the same 20 lines \(0 better, 1 worse, 1 of them without an answer; difference -0\.05, above -0\.\d+ 19 times in 20\); it may be worse by 0\.1; these are too few lines to show it, some \d+ would be enough for an equal flow$/,
    );
    expect(sentenceOf(compared([1], [1], 0))).toContain('it must be shown to be better');
    expect(sentenceOf(compared(times(100, 1), times(100, 1), 0.05))).toMatch(/it may be worse by 0\.05$/);
  });

  test('gets no better by a line that gets worse, and the margin only helps', () => {
    const grades = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })), {
      minLength: 1,
      maxLength: 60,
    });
    const pairsOf = (all: readonly (readonly [number, number])[]) => ({
      ...{ differences: all.map(([ours, theirs]) => ours - theirs), range: 4, isPassOrFail: false, missing: 0 },
      means: { challenger: 0, stable: 0 },
    });
    const law = fc.property(grades, fc.nat(), fc.double({ min: 0.01, max: 2, noNaN: true }), (all, which, margin) => {
      const at = which % all.length;
      const worse = all.map(([ours, theirs], index) => [index === at ? 1 : ours, theirs] as const);
      const before = compare(pairsOf(all), 'score', margin);
      const after = compare(pairsOf(worse), 'score', margin);
      // Both bounds are drawn, so they may differ by what draws differ by.
      expect(after.lowerBound).toBeLessThanOrEqual(before.lowerBound + 0.04);
      if (compare(pairsOf(all), 'score', margin / 2).word === 'noWorse') expect(before.word).toBe('noWorse');
      expect(before.lowerBound).toBeLessThanOrEqual(before.difference);
    });
    fc.assert(law, { numRuns: 60 });
  });
});

test.each([
  [0, 50, 0.05],
  [0.1, 50, 0.05],
])('flows that are worse by the margin of %d pass no more often than one time in twenty', (margin, lines, risk) => {
  const [family] = families;
  if (!family) throw new Error('no family');

  const { low, share } = passed(family, { lines, margin, worseBy: margin }, 300);

  expect(low).toBeLessThanOrEqual(risk);
  expect(share).toBeLessThan(risk + 0.03);
});
