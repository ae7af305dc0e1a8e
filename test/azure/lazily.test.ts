import { describe, expect, test } from 'vitest';
import { lazily, once } from '../../azure/lazily.ts';

interface Counter {
  add(by: number): Promise<number>;
  all(): AsyncIterable<number>;
}

function counterMadeWhenAsked() {
  let made = 0;
  const counter = lazily<Counter>(async () => {
    made++;
    let count = 0;
    return {
      add: async (by) => {
        count += by;
        return count;
      },
      async *all() {
        for (let n = 0; n < count; n++) yield n;
      },
    };
  }, 'all');
  return { counter, made: () => made };
}

describe('a lazy port', () => {
  test('is made when it is first asked for something, and once', async () => {
    const { counter, made } = counterMadeWhenAsked();
    expect(made()).toBe(0);

    const answers = await Promise.all([counter.add(2), counter.add(1)]);

    expect([answers, made()]).toEqual([[2, 3], 1]);
  });

  test('hands over what comes one after the other', async () => {
    const { counter } = counterMadeWhenAsked();
    await counter.add(3);

    const seen: number[] = [];
    for await (const each of counter.all()) seen.push(each);
    expect(seen).toEqual([0, 1, 2]);
  });

  test('is not made by awaiting it', async () => {
    const { counter, made } = counterMadeWhenAsked();

    expect(await Promise.resolve(counter)).toBe(counter);
    expect(made()).toBe(0);
  });
});

test('what could not be made once is tried again', async () => {
  let tries = 0;
  const port = once(async () => {
    tries++;
    if (tries === 1) throw new Error('not yet');
    return tries;
  });

  await expect(port()).rejects.toThrow('not yet');
  expect([await port(), await port()]).toEqual([2, 2]);
});
