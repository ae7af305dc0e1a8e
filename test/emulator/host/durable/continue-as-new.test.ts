import { expect, test } from 'vitest';
import { startTestHost } from '../test-host.ts';

test('starts over with a new history and the same id', async () => {
  const { host, run, calls } = await startTestHost({
    orchestrators: {
      *o(context) {
        const { round } = context.df.getInput() as { round: number };
        yield context.df.callActivity('echo', { round });
        if (round < 5) context.df.continueAsNew({ round: round + 1 });
        return round;
      },
    },
  });

  const ended = await run('o', { round: 0 }, 'one');

  expect(ended).toMatchObject({ instanceId: 'one', output: 5, input: { round: 5 } });
  expect(calls).toHaveLength(6);
  expect(host.instances.history('one').filter((event) => event.EventType === 4)).toHaveLength(1);
});

test('keeps its custom status', async () => {
  const { run } = await startTestHost({
    orchestrators: {
      *o(context) {
        const { round } = context.df.getInput() as { round: number };
        if (round === 0) context.df.setCustomStatus({ begun: true });
        yield context.df.callActivity('echo', {});
        if (round === 0) context.df.continueAsNew({ round: 1 });
        return round;
      },
    },
  });

  expect(await run('o', { round: 0 })).toMatchObject({ output: 1, customStatus: { begun: true } });
});

test('an event that came before the decision and was not waited for is lost, as in Azure', async () => {
  const { host, start, raise, toEnd } = await startTestHost({
    orchestrators: {
      *o(context) {
        const { round } = context.df.getInput() as { round: number };
        if (round === 0) {
          yield context.df.waitForExternalEvent('next');
          context.df.continueAsNew({ round: 1 });
          return 'never seen';
        }
        const timer = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 1000));
        const early = context.df.waitForExternalEvent('early');
        const winner: unknown = yield context.df.Task.any([early, timer]);
        return winner === timer ? 'lost' : 'kept';
      },
    },
  });
  const id = await start('o', { round: 0 });
  await raise(id, 'early');
  await host.idle();

  await raise(id, 'next');

  expect((await toEnd(id)).output).toBe('lost');
});

test('takes effect only when no task is open', async () => {
  const { host, start, clock, toEnd } = await startTestHost({
    orchestrators: {
      *o(context) {
        const { round } = context.df.getInput() as { round: number };
        if (round === 1) return 'second';
        const timer = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 1000));
        yield context.df.Task.any([context.df.callActivity('echo', {}), timer]);
        context.df.continueAsNew({ round: 1 });
        return 'first';
      },
    },
  });
  const id = await start('o', { round: 0 });
  await host.idle();

  expect(host.instances.get(id)).toMatchObject({ runtimeStatus: 'Running', input: { round: 0 } });
  clock.jump();
  expect((await toEnd(id)).output).toBe('second');
});

test('a text given to it comes back in quotes, as in Azure', async () => {
  let rounds = 0;
  const { run } = await startTestHost({
    orchestrators: {
      *o(context) {
        yield context.df.callActivity('round', {});
        if (rounds < 2) context.df.continueAsNew('again');
        return context.df.getInput();
      },
    },
    activities: { round: () => void rounds++ },
  });

  expect((await run('o', 'first')).output).toBe('"again"');
});
