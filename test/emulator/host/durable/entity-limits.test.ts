import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { expect, test } from 'vitest';
import { startTestHost } from '../test-host.ts';

test('maxConcurrentEntityFunctions bounds how many entities run at once', async () => {
  let running = 0;
  let most = 0;
  const slow = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
  };
  const { host, run } = await startTestHost(
    {
      orchestrators: {
        *o(context) {
          for (let n = 0; n < 8; n++) context.df.signalEntity(new df.EntityId('Slow', String(n)), 'work');
          yield context.df.callActivity('echo', {});
        },
      },
      more: () =>
        // The SDK awaits what an entity returns, although its type says that there is nothing.
        df.app.entity('Slow', slow as () => void),
    },
    { hostJson: { extensions: { durableTask: { maxConcurrentEntityFunctions: 2 } } } },
  );

  await run('o');
  await host.idle();

  expect(most).toBe(2);
});

test('entities work off their messages in batches of maxEntityOperationBatchSize', async () => {
  let batches = 0;
  const operations: unknown[] = [];
  const { host, run } = await startTestHost(
    {
      orchestrators: {
        *o(context) {
          for (let n = 0; n < 5; n++) context.df.signalEntity(new df.EntityId('Log', 'a'), 'note', n);
          yield context.df.callActivity('echo', {});
        },
      },
      more() {
        app.hook.preInvocation(({ invocationContext }) => {
          if (invocationContext.functionName === 'Log') batches++;
        });
        df.app.entity('Log', (context: df.EntityContext<number>) => void operations.push(context.df.getInput()));
      },
    },
    { hostJson: { extensions: { durableTask: { maxEntityOperationBatchSize: 2 } } } },
  );

  await run('o');
  await host.idle();

  expect([batches, operations]).toEqual([3, [0, 1, 2, 3, 4]]);
});
