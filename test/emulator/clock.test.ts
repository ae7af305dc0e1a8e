import { describe, expect, test } from 'vitest';
import { realClock, scaledClock, testClock } from '../../emulator/clock.ts';

describe('a test clock', () => {
  test('fires what falls due on the way, in order, at its own time', () => {
    const clock = testClock(0);
    const fired: string[] = [];
    const note = (name: string) => () => fired.push(`${name} ${clock.now()}`);
    clock.at(300, note('c'));
    clock.at(100, note('a'));
    clock.at(200, note('b'));

    clock.advance(250);

    expect(fired).toEqual(['a 100', 'b 200']);
    expect(clock.now()).toBe(250);
  });

  test('fires what an alarm sets on the way', () => {
    const clock = testClock(0);
    const fired: number[] = [];
    clock.at(100, () => clock.at(150, () => fired.push(clock.now())));

    clock.advance(200);

    expect(fired).toEqual([150]);
  });

  test('jumps to the next alarm, if there is one', () => {
    const clock = testClock(0);
    let isFired = false;
    const cancel = clock.at(500, () => {});
    clock.at(1000, () => {
      isFired = true;
    });
    cancel();

    expect([clock.jump(), clock.now(), isFired]).toEqual([true, 1000, true]);
    expect(clock.jump()).toBe(false);
  });

  test('fires an alarm of the past at the next jump, and time does not go back', () => {
    const clock = testClock(1000);
    clock.at(1, () => {});

    expect([clock.jump(), clock.now()]).toEqual([true, 1000]);
  });
});

describe('a scaled clock', () => {
  test('is the same for everyone who knows its origin', () => {
    const origin = { realStart: Date.now() - 1000, virtualStart: 0, speed: 1000 };

    const difference = scaledClock(origin).now() - scaledClock(origin).now();

    expect(scaledClock(origin).now()).toBeGreaterThanOrEqual(1_000_000);
    expect(Math.abs(difference)).toBeLessThanOrEqual(60_000);
  });

  test('never fires before its time', async () => {
    const clock = scaledClock({ realStart: Date.now(), virtualStart: 0, speed: 100 });
    const due = [100, 250, 333, 1000].map((when) => ({ when: clock.now() + when }));

    const fired = await Promise.all(
      due.map(({ when }) => new Promise<number>((resolve) => clock.at(when, () => resolve(clock.now() - when)))),
    );

    expect(Math.min(...fired)).toBeGreaterThanOrEqual(0);
  });

  test('does not fire what was taken back', async () => {
    const clock = realClock();
    const cancel = clock.at(clock.now() + 1, () => {
      throw new Error('fired');
    });

    cancel();

    await new Promise<void>((resolve) => clock.at(clock.now() + 5, resolve));
  });
});
