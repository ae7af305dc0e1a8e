import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutText, inParts, invertedTime, tableKey } from '../../azure/table-values.ts';

const anyKey = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ab/\\#?%_2f\u0000\u0085') }));

describe('a table key', () => {
  test('has nothing that a table refuses', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a key may not have.
    const forbidden = /[/\\#?\u0000-\u001f\u007f-\u009f]/;
    fc.assert(fc.property(anyKey, (text) => !forbidden.test(tableKey(text)) && tableKey(text).length <= 512));
  });

  test('differs where the text differs', () => {
    fc.assert(fc.property(anyKey, anyKey, (a, b) => a === b || tableKey(a) !== tableKey(b)));
  });

  test('of a long text is short, and its own', () => {
    const long = 'x'.repeat(2000);

    expect(tableKey(long).length).toBeLessThan(512);
    expect(tableKey(long)).not.toBe(tableKey(`${long}y`));
  });

  test('leaves an ordinary name as it is', () => {
    expect(tableKey('step:makePlan')).toBe('step:makePlan');
  });
});

test('inverted times sort newest first', () => {
  const times = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(times, times, (a, b) => {
      const [first, second] = [a, b].map((time) => invertedTime(time.toISOString())) as [string, string];
      return Math.sign(first.localeCompare(second)) === Math.sign(b.getTime() - a.getTime());
    }),
  );
});

test('text is cut to what a property holds, and says that it was', () => {
  expect(cutText('short')).toBe('short');
  expect(cutText('x'.repeat(40_000))).toMatch(/^x{29999}…$/);
});

test('long text in parts is whole again when they are put together', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), (length) => {
      const text = '0123456789'.repeat(10_000).slice(0, length);
      const parts = inParts('body', text);
      return Object.values(parts).join('') === text && Object.keys(parts)[0] === 'body';
    }),
  );
});
