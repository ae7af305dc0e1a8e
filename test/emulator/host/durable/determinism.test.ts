import { describe, expect, test } from 'vitest';
import { type Orchestrator, startTestHost } from '../test-host.ts';

describe('an orchestrator that does something else on replay', () => {
  test.each([
    ['another activity', 'activity', 'slow'],
    ['a timer in place of an activity', 'timer', ''],
    ['nothing at all', 'nothing', ''],
  ])('fails its instance, and names the event that differs: %s', async (_, now, name) => {
    let isChanged = false;
    const { start, raise, host, toEnd } = await startTestHost({
      orchestrators: {
        *o(context) {
          if (!isChanged) yield context.df.callActivity('echo', {});
          else if (now === 'activity') yield context.df.callActivity(name, {});
          else if (now === 'timer') yield context.df.createTimer(new Date(0));
          yield context.df.waitForExternalEvent('go');
        },
      },
      activities: { slow: () => null },
    });
    const id = await start('o');
    await host.idle();

    isChanged = true;
    await raise(id, 'go');

    const ended = await toEnd(id);
    expect(ended.runtimeStatus).toBe('Failed');
    expect(ended.output).toMatch(
      /^Non-Deterministic workflow detected: .* an activity task named 'echo' with sequence ID 0, but the current replay/,
    );
  });

  test('goes unnoticed when only an input differs, as in Azure', async () => {
    let input = 1;
    const { start, raise, host, toEnd } = await startTestHost({
      orchestrators: {
        *o(context) {
          yield context.df.callActivity('echo', { input });
          yield context.df.waitForExternalEvent('go');
        },
      },
    });
    const id = await start('o');
    await host.idle();

    input = 2;
    await raise(id, 'go');

    expect((await toEnd(id)).runtimeStatus).toBe('Completed');
  });
});

describe('credentials in an error', () => {
  const secret = 'https://account.blob.core.windows.net/c/b?sv=1&sig=abc';
  const orchestrators: Record<string, Orchestrator> = {
    *failsUnhandled(context) {
      yield context.df.callActivity('leak', {});
    },
    *failsWithOwnError(context) {
      yield context.df.callActivity('echo', {});
      throw new Error('the key=abc is wrong');
    },
    *failsAfterTextInput(context) {
      yield context.df.callActivity('echo', secret);
      throw new Error('own error');
    },
    *failsAfterObjectInput(context) {
      yield context.df.callActivity('echo', { url: secret });
      throw new Error('own error');
    },
    *catchesAndThrowsShort(context) {
      try {
        yield context.df.callActivity('leak', {});
      } catch {
        throw new Error('the blob cannot be read');
      }
    },
  };

  test.each([
    ['failsUnhandled', /^Non-Deterministic/],
    ['failsWithOwnError', /failed: the \[Hidden Credential\]$/],
    ['failsAfterTextInput', /^Non-Deterministic/],
    ['failsAfterObjectInput', /failed: own error$/],
    ['catchesAndThrowsShort', /failed: the blob cannot be read$/],
  ])('are hidden by the host, which %s', async (name, output) => {
    const { run } = await startTestHost({
      orchestrators,
      activities: {
        leak() {
          throw new Error(`cannot read ${secret}`);
        },
      },
    });

    const ended = await run(name);

    expect(ended.runtimeStatus).toBe('Failed');
    expect(ended.output).toMatch(output);
    expect(ended.output).not.toContain('abc');
  });
});
