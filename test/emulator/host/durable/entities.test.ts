import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { expect, test } from 'vitest';
import { type Orchestrator, startTestHost, type TestHost } from '../test-host.ts';

const registerAccount = () =>
  df.app.entity('Account', (context: df.EntityContext<number>) => {
    const balance = context.df.getState(() => 0) ?? 0;
    switch (context.df.operationName) {
      case 'add':
        context.df.setState(balance + (context.df.getInput<number>() ?? 0));
        break;
      case 'get':
        context.df.return(balance);
        break;
      case 'close':
        context.df.destructOnExit();
        break;
      case 'tell':
        context.df.signalEntity(new df.EntityId('Account', 'other'), 'add', balance);
        break;
      default:
        throw new Error('what happened');
    }
  });

const balanceOf = async ({ api }: TestHost, key: string) => {
  const response = await api('GET', `entities/account/${key}`);
  return response.status === 200 ? response.json() : response.status;
};

test('are called and signalled, one operation after the other', async () => {
  const running = await startTestHost({
    orchestrators: {
      *o(context) {
        const account = new df.EntityId('Account', 'a');
        for (let n = 0; n < 5; n++) context.df.signalEntity(account, 'add', 2);
        yield context.df.callEntity(account, 'add', 1);
        return yield context.df.callEntity(account, 'get');
      },
    },
    more: registerAccount,
  });

  expect((await running.run('o')).output).toBe(11);
  expect(await balanceOf(running, 'a')).toBe(11);
});

test('fail their caller without telling why, as in Azure', async () => {
  const { run } = await startTestHost({
    orchestrators: {
      *o(context) {
        try {
          yield context.df.callEntity(new df.EntityId('Account', 'a'), 'explode');
        } catch (error) {
          return (error as Error).message;
        }
        return 'not thrown';
      },
    },
    more: registerAccount,
  });

  expect((await run('o')).output).toBe('[object Object]');
});

test('signal each other, and end', async () => {
  const running = await startTestHost({ more: registerAccount });
  const { api, host } = running;

  await api('POST', 'entities/account/a?op=add', 7);
  await api('POST', 'entities/account/a?op=tell');
  await host.idle();
  await api('POST', 'entities/account/a?op=close');
  await host.idle();

  expect(await balanceOf(running, 'other')).toBe(7);
  expect(await balanceOf(running, 'a')).toBe(404);
  expect(await (await api('GET', 'entities/Account?fetchState=true')).json()).toEqual([
    { entityId: { name: 'account', key: 'other' }, lastOperationTime: '2026-01-01T00:00:00.000Z', state: 7 },
  ]);
});

const transfer: Orchestrator = function* (context) {
  const [from, to] = [new df.EntityId('Account', 'a'), new df.EntityId('Account', 'b')] as const;
  const lock: { release(): void } = yield context.df.lock(from, to);
  const balance: number = yield context.df.callEntity(from, 'get');
  yield context.df.callActivity('echo', {});
  yield context.df.callEntity(from, 'add', -balance);
  yield context.df.callEntity(to, 'add', balance);
  lock.release();
  return balance;
};

test('are locked for one orchestration at a time', async () => {
  const running = await startTestHost({ orchestrators: { transfer }, more: registerAccount });
  const { api, start, toEnd, host } = running;
  await api('POST', 'entities/account/a?op=add', 100);
  await host.idle();

  const ids = await Promise.all(Array.from({ length: 5 }, () => start('transfer')));
  const moved: unknown[] = [];
  for (const id of ids) moved.push((await toEnd(id)).output);

  expect(moved.toSorted()).toEqual([0, 0, 0, 0, 100]);
  expect([await balanceOf(running, 'a'), await balanceOf(running, 'b')]).toEqual([0, 100]);
});

test('whose lock was not given back are free when the orchestration ends', async () => {
  const running = await startTestHost({
    orchestrators: {
      *o(context) {
        yield context.df.lock(new df.EntityId('Account', 'a'));
      },
    },
    more: registerAccount,
  });

  await running.run('o', {}, 'first');
  await running.api('POST', 'entities/account/a?op=add', 1);
  await running.host.idle();

  expect(await balanceOf(running, 'a')).toBe(1);
});

test('are read and signalled by the SDK client of any function', async () => {
  const { host } = await startTestHost({
    more() {
      registerAccount();
      app.http('count', {
        extraInputs: [df.input.durableClient()],
        handler: async (_, context) => {
          const client = df.getClient(context);
          const account = new df.EntityId('Account', 'a');
          const before = await client.readEntityState(account);
          await client.signalEntity(account, 'add', 3);
          await host.idle;
          return { jsonBody: { existedBefore: before.entityExists } };
        },
      });
    },
  });

  const answer = await (await fetch(`${host.url}/api/count`)).json();
  await host.idle();

  expect(answer).toEqual({ existedBefore: false });
  const read = await fetch(`${host.url}/durabletask/entities/Account/a`);
  expect([read.status, await read.json()]).toEqual([200, 3]);
});
