import { expect, test } from 'vitest';
import { gate, type Orchestrator, startTestHost } from '../test-host.ts';

const dayInMs = 86_400_000;

const raceAgainstTimer: Orchestrator = function* (context) {
  const { name, timeoutInMs } = context.df.getInput() as { name: string; timeoutInMs: number };
  const work = context.df.callActivity(name, {});
  const timeout = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + timeoutInMs));
  const winner: unknown = yield context.df.Task.any([work, timeout]);
  if (winner === work) timeout.cancel();
  yield context.df.callActivity('echo', 'what follows');
  return winner === work ? 'done' : 'timed out';
};

test('a cancelled timer does not hold its orchestration', async () => {
  const { host, start } = await startTestHost({ orchestrators: { raceAgainstTimer } });

  const id = await start('raceAgainstTimer', { name: 'echo', timeoutInMs: dayInMs });
  await host.idle();

  expect(host.instances.get(id)).toMatchObject({ runtimeStatus: 'Completed', output: 'done' });
});

test('a task that lost against a timer keeps the orchestration running until it ends, as in Azure', async () => {
  const door = gate();
  const { host, clock, start, toEnd } = await startTestHost({
    orchestrators: { raceAgainstTimer },
    activities: { slow: () => door.passed },
  });
  const id = await start('raceAgainstTimer', { name: 'slow', timeoutInMs: 500 });
  while (!host.instances.history(id).some((event) => event.EventType === 11)) {
    clock.jump();
    await new Promise((resolve) => setImmediate(resolve));
  }

  expect(host.instances.get(id)?.runtimeStatus).toBe('Running');

  door.open();
  expect((await toEnd(id)).output).toBe('timed out');
});

test('a timer that is left running keeps the orchestration running until it fires, as in Azure', async () => {
  const { host, start, toEnd } = await startTestHost({
    orchestrators: {
      *o(context) {
        const timer = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
        yield context.df.Task.any([context.df.callActivity('echo', {}), timer]);
        return 'returned';
      },
    },
  });
  const id = await start('o');
  await host.idle();

  expect(host.instances.get(id)?.runtimeStatus).toBe('Running');
  expect((await toEnd(id)).output).toBe('returned');
});

test('a timer of weeks is made of pieces and takes as long as was asked for', async () => {
  const { host, run } = await startTestHost({
    orchestrators: {
      *o(context) {
        const begin = context.df.currentUtcDateTime.getTime();
        yield context.df.createTimer(new Date(begin + 20 * dayInMs));
        return (context.df.currentUtcDateTime.getTime() - begin) / dayInMs;
      },
    },
  });

  const ended = await run('o');

  expect(ended.output).toBe(20);
  const pieces = host.instances.history(ended.instanceId).filter((event) => event.EventType === 10);
  expect(pieces.map((event) => event.EventId)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('pieces of a long timer do not disturb the numbers of what follows', async () => {
  const { run } = await startTestHost({
    orchestrators: {
      *o(context) {
        yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 8 * dayInMs));
        const first: unknown = yield context.df.callActivity('echo', 'first');
        return [first, yield context.df.callActivity('echo', 'second')];
      },
    },
  });

  expect((await run('o')).output).toEqual(['first', 'second']);
});
