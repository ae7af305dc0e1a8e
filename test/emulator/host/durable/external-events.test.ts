import type { OrchestrationContext } from 'durable-functions';
import { describe, expect, test } from 'vitest';
import { startTestHost } from '../test-host.ts';

test('an event that comes before it is waited for is kept', async () => {
  const { start, raise, host, toEnd } = await startTestHost({
    orchestrators: {
      *o(context) {
        yield context.df.waitForExternalEvent('Begin');
        const [first, second]: [unknown, unknown] = [
          yield context.df.waitForExternalEvent('Go'),
          yield context.df.waitForExternalEvent('Go'),
        ];
        // The backend must know too that nothing is waited for any more.
        return [first, second, yield context.df.callActivity('echo', 3)];
      },
    },
  });
  const id = await start('o');
  await raise(id, 'Go', 1);
  await raise(id, 'Go', 2);
  await host.idle();

  await raise(id, 'Begin');

  expect((await toEnd(id)).output).toEqual([1, 2, 3]);
});

test('the latest to wait for a name is served first', async () => {
  const { start, raise, host, toEnd } = await startTestHost({
    orchestrators: {
      *o(context) {
        const [older, newer] = [context.df.waitForExternalEvent('go'), context.df.waitForExternalEvent('go')];
        return yield context.df.Task.all([older, newer]);
      },
    },
  });
  const id = await start('o');
  await host.idle();

  await raise(id, 'go', 'first');
  await raise(id, 'go', 'second');

  expect((await toEnd(id)).output).toEqual(['second', 'first']);
});

test('a wait that was given up does not take the event of a later one', async () => {
  const { start, raise, host, clock, toEnd } = await startTestHost({
    orchestrators: {
      *o(context) {
        const timer = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 1000));
        yield context.df.Task.any([context.df.waitForExternalEvent('go'), timer]);
        const later: unknown = yield context.df.waitForExternalEvent('go');
        return yield context.df.callActivity('echo', later);
      },
    },
  });
  const id = await start('o');
  await host.idle();
  clock.advance(2000);
  await host.idle();

  await raise(id, 'go', 'for the later one');

  expect((await toEnd(id)).output).toBe('for the later one');
});

test('events to an instance that has ended are gone, and to none are not found', async () => {
  const { run, api } = await startTestHost({
    orchestrators: {
      // biome-ignore lint/correctness/useYield: an orchestrator that does nothing is still a generator
      *o() {
        return 'at once';
      },
    },
  });
  const { instanceId } = await run('o');

  expect((await api('POST', `instances/${instanceId}/raiseEvent/go`, {})).status).toBe(410);
  expect((await api('POST', 'instances/nobody/raiseEvent/go', {})).status).toBe(404);
});

describe('waiting for an event or a deadline', () => {
  function* waitFor(
    context: OrchestrationContext,
    name: string,
    limitInMs: number,
  ): Generator<unknown, unknown, unknown> {
    const timer = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + limitInMs));
    const event = context.df.waitForExternalEvent(name);
    const winner: unknown = yield context.df.Task.any([event, timer]);
    if (winner === timer) return 'timed out';
    timer.cancel();
    return yield event;
  }

  test('leaves nothing open in this shape', async () => {
    const { start, raise, host } = await startTestHost({
      orchestrators: {
        *o(context) {
          const first = yield* waitFor(context, 'go', 1e9);
          return [first, yield* waitFor(context, 'go', 1e9)];
        },
      },
    });
    const id = await start('o');

    await raise(id, 'go', 1);
    await raise(id, 'go', 2);
    await host.idle();

    expect(host.instances.get(id)).toMatchObject({ runtimeStatus: 'Completed', output: [1, 2] });
  });

  test('that has timed out swallows a later event of the name, as in Azure', async () => {
    const { start, raise, host, clock, toEnd } = await startTestHost({
      orchestrators: {
        *o(context) {
          const first = yield* waitFor(context, 'go', 60_000);
          const second = yield* waitFor(context, 'go', 60_000);
          yield context.df.waitForExternalEvent('pause');
          return [first, second, yield* waitFor(context, 'go', 60_000)];
        },
      },
    });
    const id = await start('o');
    await host.idle();
    clock.advance(61_000);
    await host.idle();
    await raise(id, 'go', 'A');
    await host.idle();

    // Meant for the third wait, and taken by the first.
    await raise(id, 'go', 'B');
    await raise(id, 'pause');

    expect((await toEnd(id)).output).toEqual(['timed out', 'A', 'timed out']);
  });
});
