import { describe, expect, test } from 'vitest';
import { startTestHost } from '../test-host.ts';
import { startedAndWaiting, startWaiting, waiting } from './waiting-app.ts';

describe('starting', () => {
  test('an id that is running is refused, and one that has ended is replaced', async () => {
    const { api, raise, toEnd, start } = await startedAndWaiting();

    const second = await api('POST', 'orchestrators/waiting/one', {});

    expect(second.status).toBe(500);
    expect(await second.json()).toMatchObject({
      ExceptionMessage: 'An Orchestration instance with the status Running already exists.',
    });
    await raise('one', 'go', 'x');
    expect((await toEnd('one')).output).toBe('x');
    await start('waiting', {}, 'one');
  });

  test('overridableExistingInstanceStates AnyState replaces one that is running', async () => {
    const running = await startTestHost(
      { orchestrators: { waiting } },
      { hostJson: { extensions: { durableTask: { overridableExistingInstanceStates: 'AnyState' } } } },
    );
    await running.start('waiting', 'first', 'one');
    await running.host.idle();

    await running.start('waiting', 'second', 'one');
    await running.host.idle();

    expect(running.host.instances.get('one')?.input).toBe('second');
  });

  test.each([
    ['an unknown function', 'orchestrators/nothing', 400],
    ['an id that starts with @', 'orchestrators/waiting/@one', 400],
    ['an id with a slash', 'orchestrators/waiting/a%2Fb', 400],
    ['an id that is too long', `orchestrators/waiting/${'x'.repeat(257)}`, 400],
    ['a slash in the path', 'orchestrators/waiting/a/b', 404],
  ])('%s is refused', async (_, path, status) => {
    const { api } = await startWaiting();

    expect((await api('POST', path, {})).status).toBe(status);
  });

  test('bad JSON is refused', async () => {
    const { host } = await startWaiting();

    const response = await fetch(`${host.url}/durabletask/orchestrators/waiting`, { method: 'POST', body: '{' });

    expect(response.status).toBe(400);
  });

  test('answers with links to this host', async () => {
    const { api, host } = await startWaiting();

    const response = await api('POST', 'orchestrators/waiting/one', {});

    expect(response.status).toBe(202);
    expect(response.headers.get('retry-after')).toBe('10');
    const links = (await response.json()) as Record<string, string>;
    expect(links['statusQueryGetUri']).toContain(`${host.url}/runtime/webhooks/durabletask/instances/one?`);
    expect((await fetch(links['statusQueryGetUri'] ?? '')).status).toBe(202);
  });

  test('waits for the end when it is given a timeout and an interval, and answers the output', async () => {
    const { host } = await startTestHost({
      orchestrators: {
        *quick(context) {
          return yield context.df.callActivity('echo', { done: true });
        },
      },
    });

    const url = `${host.url}/durabletask/orchestrators/quick?timeout=10&pollingInterval=1`;
    const response = await fetch(url, { method: 'POST' });

    expect([response.status, await response.json()]).toEqual([200, { done: true }]);
  });
});

describe('operations', () => {
  test('a suspended instance keeps what comes for it until it is resumed', async () => {
    const { api, raise, host, toEnd } = await startedAndWaiting();

    expect((await api('POST', 'instances/one/suspend?reason=r')).status).toBe(202);
    await host.idle();
    await raise('one', 'go', 'x');
    await host.idle();

    expect(host.instances.get('one')?.runtimeStatus).toBe('Suspended');
    expect((await api('POST', 'instances/one/suspend?reason=r')).status).toBe(500);
    expect((await api('POST', 'instances/one/resume?reason=r')).status).toBe(202);
    expect((await toEnd('one')).output).toBe('x');
    expect((await api('POST', 'instances/one/resume?reason=r')).status).toBe(410);
  });

  test('resuming what is not suspended is refused', async () => {
    const { api } = await startedAndWaiting();

    expect((await api('POST', 'instances/one/resume?reason=r')).status).toBe(500);
  });

  test('a terminated instance has the reason as its output', async () => {
    const { api, toEnd } = await startedAndWaiting();

    expect((await api('POST', 'instances/one/terminate?reason=stop%20it')).status).toBe(202);

    expect(await toEnd('one')).toMatchObject({ runtimeStatus: 'Terminated', output: 'stop it' });
    expect((await api('POST', 'instances/one/terminate?reason=again')).status).toBe(410);
    expect((await api('POST', 'instances/nobody/terminate?reason=x')).status).toBe(404);
  });

  test('restart runs the same input again, under a new id or the old one', async () => {
    const { api, raise, toEnd, host } = await startedAndWaiting();
    await raise('one', 'go', 'x');
    await toEnd('one');

    const { id } = (await (await api('POST', 'instances/one/restart')).json()) as { id: string };
    await api('POST', 'instances/one/restart?restartWithNewInstanceId=false');
    await host.idle();

    expect(id).not.toBe('one');
    expect(host.instances.get(id)).toMatchObject({ runtimeStatus: 'Running', input: 'in' });
    expect(host.instances.get('one')?.runtimeStatus).toBe('Running');
    expect((await api('POST', 'instances/nobody/restart')).status).toBe(400);
  });

  test('purge removes one, whatever its status', async () => {
    const { api } = await startedAndWaiting();

    expect(await (await api('DELETE', 'instances/one')).json()).toEqual({ instancesDeleted: 1 });
    expect((await api('GET', 'instances/one')).status).toBe(404);
    expect((await api('DELETE', 'instances/one')).status).toBe(404);
  });

  test('purge by time removes running ones too unless it is told which', async () => {
    const { api, run, host } = await startedAndWaiting();
    await run('failing', {}, 'two');

    const from = 'createdTimeFrom=2025-01-01T00:00:00Z';
    const failed = await (await api('DELETE', `instances?${from}&runtimeStatus=Failed`)).json();
    expect([failed, host.instances.list().length]).toEqual([{ instancesDeleted: 1 }, 1]);
    expect((await api('DELETE', `instances?${from}&runtimeStatus=Failed`)).status).toBe(404);
    expect((await api('DELETE', 'instances?runtimeStatus=Failed')).status).toBe(400);
    expect(await (await api('DELETE', `instances?${from}`)).json()).toEqual({ instancesDeleted: 1 });
  });

  test('a result for an instance that was purged meanwhile is dropped', async () => {
    const { host, api, start } = await startTestHost({
      orchestrators: {
        *o(context) {
          yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 1000));
        },
      },
    });
    await start('o', {}, 'one');
    await host.idle();
    await api('DELETE', 'instances/one');

    await start('o', {}, 'one');
    await host.idle();

    expect(host.instances.get('one')?.runtimeStatus).toBe('Running');
  });
});
