import * as df from 'durable-functions';
import { describe, expect, test } from 'vitest';
import { startTestHost } from '../test-host.ts';

describe('activities', () => {
  test.each([
    ['a text', 'text', 'text'],
    ['a text that is a number', '42', '42'],
    ['an object', { a: [1, 'x'] }, { a: [1, 'x'] }],
    ['a number', 5, 5],
    ['a bare boolean, which arrives as .NET prints it', true, 'True'],
    ['a boolean in an array', [true], [true]],
    ['nothing', undefined, null],
  ])('get and return %s', async (_, input, expected) => {
    const { run } = await startTestHost({
      orchestrators: {
        *o(context) {
          return yield context.df.callActivity('echo', input);
        },
      },
    });

    const ended = await run('o');

    expect(ended).toMatchObject({ runtimeStatus: 'Completed', output: expected });
  });

  test('fail in the words of the extension', async () => {
    const { run } = await startTestHost({
      orchestrators: {
        *o(context) {
          try {
            yield context.df.callActivity('fail', 'luck');
          } catch (error) {
            return (error as Error).message;
          }
          return 'not thrown';
        },
      },
    });

    const { output } = await run('o');

    expect(output).toMatch(/^Activity function 'fail' failed: no luck \n \{"\$type":"System.Exception/);
  });

  test('know their orchestration', async () => {
    const { run } = await startTestHost({
      orchestrators: {
        *o(context) {
          return yield context.df.callActivity('who');
        },
      },
      activities: { who: (_, context) => context.triggerMetadata?.['instanceId'] },
    });

    const ended = await run('o', {}, 'release-7');

    expect(ended.output).toBe('release-7');
  });

  test('are tried again with growing pauses, and then given up', async () => {
    const retry = new df.RetryOptions(60_000, 4);
    retry.backoffCoefficient = 2;
    retry.maxRetryIntervalInMilliseconds = 100_000;
    const { run, clock, calls } = await startTestHost({
      orchestrators: {
        *o(context) {
          try {
            yield context.df.callActivityWithRetry('fail', retry, 'x');
          } catch {
            return 'gave up';
          }
          return 'not thrown';
        },
      },
    });
    const begin = clock.now();

    const ended = await run('o');

    expect(ended.output).toBe('gave up');
    expect(calls).toHaveLength(4);
    expect(clock.now() - begin).toBe((60 + 100 + 100) * 1000);
  });
});
