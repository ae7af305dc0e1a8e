import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { expect, test } from 'vitest';
import { gate, startTestHost, until } from '../test-host.ts';

test('Task.all keeps the order of its tasks and runs them side by side', async () => {
  const started: string[] = [];
  const door = gate();
  const { run } = await startTestHost({
    orchestrators: {
      *o(context) {
        return yield context.df.Task.all(['a', 'b', 'c'].map((name) => context.df.callActivity('meet', { name })));
      },
    },
    activities: {
      // Nobody goes on before all three are there, which they never are one after the other.
      async meet({ name }: { name: string }) {
        started.push(name);
        if (started.length === 3) door.open();
        await door.passed;
        return name;
      },
    },
  });

  const ended = await run('o');

  expect(ended.output).toEqual(['a', 'b', 'c']);
});

test('maxConcurrentActivityFunctions of host.json bounds how many run at once', async () => {
  let running = 0;
  let most = 0;
  const { run } = await startTestHost(
    {
      orchestrators: {
        *o(context) {
          yield context.df.Task.all(Array.from({ length: 12 }, () => context.df.callActivity('count', {})));
        },
      },
      activities: {
        async count() {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setImmediate(resolve));
          running--;
        },
      },
    },
    { hostJson: { extensions: { durableTask: { maxConcurrentActivityFunctions: 3 } } } },
  );

  await run('o');

  expect(most).toBe(3);
});

test('maxConcurrentOrchestratorFunctions bounds how many orchestrations run at once', async () => {
  let running = 0;
  let most = 0;
  const door = gate();
  const { start, toEnd } = await startTestHost(
    {
      orchestrators: {
        *o(context) {
          yield context.df.callActivity('echo', {});
        },
      },
      more() {
        app.hook.preInvocation(async ({ invocationContext }) => {
          if (invocationContext.functionName !== 'o') return;
          most = Math.max(most, ++running);
          await door.passed;
        });
        app.hook.postInvocation(({ invocationContext }) => {
          if (invocationContext.functionName === 'o') running--;
        });
      },
    },
    { hostJson: { extensions: { durableTask: { maxConcurrentOrchestratorFunctions: 2 } } } },
  );

  const ids = await Promise.all(Array.from({ length: 8 }, () => start('o')));
  // All have been started, and there were occasions enough to run.
  for (let n = 0; n < 50; n++) await new Promise((resolve) => setImmediate(resolve));
  expect(running).toBe(2);
  door.open();
  for (const id of ids) await toEnd(id);

  expect(most).toBe(2);
});

test('after a failure in Task.all the next step waits for the siblings, as in Azure', async () => {
  const door = gate();
  const { host, start, toEnd, calls } = await startTestHost({
    orchestrators: {
      *o(context) {
        try {
          yield context.df.Task.all([context.df.callActivity('fail'), context.df.callActivity('slow')]);
        } catch {
          return yield context.df.callActivity('echo', 'cleanup');
        }
        return 'not thrown';
      },
    },
    activities: {
      async slow() {
        await door.passed;
        calls.push('slow');
      },
    },
  });
  const id = await start('o');
  await until(() => host.instances.history(id).some((event) => event.EventType === 6));

  door.open();

  expect((await toEnd(id)).output).toBe('cleanup');
  expect(calls).toEqual(['fail', 'slow', 'echo "cleanup"']);
});

test('beside a sibling that is tried again, what follows a failed Task.all gets the result of another, as in Azure', async () => {
  const { run } = await startTestHost({
    orchestrators: {
      *o(context) {
        try {
          yield context.df.Task.all([
            context.df.callActivity('fail'),
            context.df.callActivityWithRetry('fail', new df.RetryOptions(60_000, 3), {}),
          ]);
        } catch {
          return yield context.df.callActivity('echo', 'cleanup');
        }
        return 'not thrown';
      },
    },
  });

  const ended = await run('o');

  // SDK and extension number the retry's timer and the clean-up the other way round: one takes the other's end.
  expect(ended.output).toBeNull();
});

test('tasks of Task.all are tried again each for itself', async () => {
  const tries = new Map<number, number>();
  const { run } = await startTestHost({
    orchestrators: {
      *o(context) {
        const retry = new df.RetryOptions(1000, 5);
        return yield context.df.Task.all(
          [1, 2, 3].map((needed) => context.df.callActivityWithRetry('flaky', retry, { needed })),
        );
      },
    },
    activities: {
      flaky({ needed }: { needed: number }) {
        tries.set(needed, (tries.get(needed) ?? 0) + 1);
        if ((tries.get(needed) ?? 0) < needed) throw new Error('not yet');
        return needed * 10;
      },
    },
  });

  const ended = await run('o');

  expect(ended.output).toEqual([10, 20, 30]);
  expect([...tries.values()]).toEqual([1, 2, 3]);
});
