import * as df from 'durable-functions';
import { describe, expect, test } from 'vitest';
import { type Orchestrator, startTestHost } from '../test-host.ts';

const child: Orchestrator = function* (context) {
  if (context.df.getInput() === 'bad') throw new Error('child broke');
  const answer: string = yield context.df.callActivity('echo', context.df.getInput());
  return `${answer} of ${context.df.parentInstanceId}`;
};

describe('sub-orchestrations', () => {
  test('return to their parent, and fail it with the reason', async () => {
    const { run } = await startTestHost({
      orchestrators: {
        child,
        *o(context) {
          const good: unknown = yield context.df.callSubOrchestrator('child', 'good');
          try {
            yield context.df.callSubOrchestrator('child', 'bad');
          } catch (error) {
            return [good, (error as Error).message.split('\n')[0]];
          }
          return 'not thrown';
        },
      },
    });

    const ended = await run('o', {}, 'p');

    expect(ended.output).toEqual(['good of p', "Orchestrator function 'child' failed: child broke "]);
  });

  test('run side by side under the ids they are given', async () => {
    const { host, run } = await startTestHost({
      orchestrators: {
        child,
        *o(context) {
          return yield context.df.Task.all([1, 2].map((n) => context.df.callSubOrchestrator('child', n, `kid-${n}`)));
        },
      },
    });

    const ended = await run('o', {}, 'p');

    expect(ended.output).toEqual(['1 of p', '2 of p']);
    expect(host.instances.get('kid-2')).toMatchObject({ runtimeStatus: 'Completed', parentInstanceId: 'p' });
  });

  test('have an id made of the parent execution and the number of the task, if they are given none', async () => {
    const { host, run } = await startTestHost({
      orchestrators: {
        child,
        *o(context) {
          yield context.df.callActivity('echo', {});
          yield context.df.callSubOrchestrator('child', 'good');
        },
      },
    });

    await run('o', {}, 'p');

    const kid = host.instances.list().find((instance) => instance.parentInstanceId === 'p');
    expect(kid?.instanceId).toMatch(/^[0-9a-f]{32}:1$/);
  });

  test('are tried again with a pause', async () => {
    let tries = 0;
    const { run, clock } = await startTestHost({
      orchestrators: {
        *flaky(context) {
          yield context.df.callActivity('try', {});
          return 'at last';
        },
        *o(context) {
          return yield context.df.callSubOrchestratorWithRetry('flaky', new df.RetryOptions(5000, 3), {}, 'kid');
        },
      },
      activities: {
        try() {
          tries++;
          if (tries < 3) throw new Error('not yet');
        },
      },
    });
    const begin = clock.now();

    const ended = await run('o');

    expect(ended.output).toBe('at last');
    expect([tries, clock.now() - begin]).toEqual([3, 10_000]);
  });

  test('are not reached by the end of their parent', async () => {
    const { host, start, api } = await startTestHost({
      orchestrators: {
        *waiting(context) {
          yield context.df.waitForExternalEvent('go');
        },
        *o(context) {
          yield context.df.callSubOrchestrator('waiting', {}, 'kid');
        },
      },
    });
    await start('o', {}, 'p');
    await host.idle();

    await api('POST', 'instances/p/terminate?reason=enough');
    await host.idle();

    expect(host.instances.get('p')).toMatchObject({ runtimeStatus: 'Terminated', output: 'enough' });
    expect(host.instances.get('kid')?.runtimeStatus).toBe('Running');
  });
});
