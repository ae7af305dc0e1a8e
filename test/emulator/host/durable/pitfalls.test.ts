import * as df from 'durable-functions';
import { describe, expect, test } from 'vitest';
import { type Orchestrator, startTestHost } from '../test-host.ts';

const retryWithTimeout = new df.RetryOptions(10_000, 5);
retryWithTimeout.retryTimeoutInMilliseconds = 5_000;

describe('what hangs in Azure hangs here', () => {
  const hanging: Record<string, Orchestrator> = {
    *taskAllOverFinishedTasks(context) {
      const task = context.df.callActivity('echo', {});
      yield task;
      yield context.df.Task.all([task]);
    },
    *taskAnyOverAFinishedTask(context) {
      const task = context.df.callActivity('echo', {});
      yield task;
      yield context.df.Task.any([task, context.df.waitForExternalEvent('x')]);
    },
    // biome-ignore lint/correctness/useYield: an orchestrator that throws at once is still a generator
    *throwsAnEmptyMessage() {
      // biome-ignore lint/suspicious/useErrorMessage: the empty message is the point
      throw new Error('');
    },
    // biome-ignore lint/correctness/useYield: as above
    *throwsAText() {
      // biome-ignore lint/style/useThrowOnlyError: the text is the point
      throw 'text';
    },
    *retryThatRunsIntoItsTimeout(context) {
      try {
        yield context.df.callActivityWithRetry('fail', retryWithTimeout);
      } catch {
        return 'caught';
      }
      return 'done';
    },
    *retryIntervalOfMoreThanSixDays(context) {
      yield context.df.callActivityWithRetry('fail', new df.RetryOptions(7 * 86_400_000, 2));
    },
    *childWithTheIdOfItsParent(context) {
      yield context.df.callSubOrchestrator('throwsAText', {}, context.df.instanceId);
    },
  };

  test.each(Object.keys(hanging))('%s', async (name) => {
    const { start, host, clock } = await startTestHost({ orchestrators: hanging });
    const id = await start(name);

    await host.idle();
    while (clock.jump()) await host.idle();

    expect(host.instances.get(id)?.runtimeStatus).toBe('Running');
  });
});

describe('a name that is not registered', () => {
  const callers: Record<string, Orchestrator> = {
    *activity(context) {
      yield context.df.callActivity('mesure', {});
    },
    *activityWithRetry(context) {
      yield context.df.callActivityWithRetry('mesure', new df.RetryOptions(1000, 3), {});
    },
    *orchestrator(context) {
      yield context.df.callSubOrchestrator('mesure', {});
    },
    *entity(context) {
      yield context.df.callEntity(new df.EntityId('mesure', 'a'), 'get');
    },
  };

  test.each(Object.keys(callers))('hangs its caller, and is said loudly: %s', async (kind) => {
    const { start, host, log, clock } = await startTestHost({ orchestrators: callers });
    const id = await start(kind);

    await host.idle();

    expect(host.instances.get(id)?.runtimeStatus).toBe('Running');
    expect(clock.jump()).toBe(false);
    const errors = log.filter((line) => line.level === 'error').map((line) => line.message);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(
      `Orchestration '${id}' waits for something that is never scheduled. The function 'mesure'`,
    );
  });
});

test('Task.all over a finished and a new task repeats the first and mixes up the results', async () => {
  const { run, calls } = await startTestHost({
    orchestrators: {
      *o(context) {
        const [a, b] = [context.df.callActivity('echo', { a: 1 }), context.df.callActivity('echo', { b: 2 })] as const;
        yield a;
        return yield context.df.Task.all([a, b]);
      },
    },
  });

  expect((await run('o')).output).toEqual([{ a: 1 }, { a: 1 }]);
  expect(calls.filter((call) => call === 'echo {"a":1}')).toHaveLength(2);
});

test('a task in a second Task.any is scheduled again', async () => {
  const { start, raise, host, calls } = await startTestHost({
    orchestrators: {
      *o(context) {
        const slow = context.df.callActivityWithRetry('fail', new df.RetryOptions(60_000, 2));
        yield context.df.Task.any([slow, context.df.waitForExternalEvent('a')]);
        yield context.df.Task.any([slow, context.df.waitForExternalEvent('b')]);
      },
    },
  });
  const id = await start('o');
  await host.idle();

  await raise(id, 'a');
  await host.idle();

  expect(calls).toEqual(['fail', 'fail']);
});

test('Task.all of nothing throws', async () => {
  const { run } = await startTestHost({
    orchestrators: {
      *o(context) {
        yield context.df.Task.all([]);
      },
    },
  });

  expect((await run('o')).output).toContain('must specify at least one Task');
});

test('a property called Timestamp in an input becomes a date, at any depth', async () => {
  const { run } = await startTestHost({
    orchestrators: {
      *o(context) {
        const input = context.df.getInput() as { Timestamp: unknown; deep: { Timestamp: unknown }; timestamp: unknown };
        yield context.df.callActivity('echo', {});
        return [input.Timestamp instanceof Date, input.deep.Timestamp instanceof Date, typeof input.timestamp];
      },
    },
  });

  const time = '2026-01-01T00:00:00Z';
  const ended = await run('o', { Timestamp: time, deep: { Timestamp: 'not a time' }, timestamp: time });

  expect(ended.output).toEqual([true, true, 'string']);
});

test('a custom status cannot be cleared with null', async () => {
  const { run } = await startTestHost({
    orchestrators: {
      *o(context) {
        context.df.setCustomStatus('busy');
        yield context.df.callActivity('echo', {});
        context.df.setCustomStatus(null);
        yield context.df.callActivity('echo', {});
      },
    },
  });

  expect((await run('o')).customStatus).toBe('busy');
});
