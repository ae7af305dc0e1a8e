import { describe, expect, test } from 'vitest';
import { type Orchestrator, startTestHost, type TestHost } from '../test-host.ts';

const waiting: Orchestrator = function* (context) {
  context.df.setCustomStatus('waiting');
  return yield context.df.waitForExternalEvent('go');
};
const failing: Orchestrator = function* (context) {
  yield context.df.callActivity('echo', {});
  throw new Error('on purpose');
};

const startWaiting = () => startTestHost({ orchestrators: { waiting, failing } });

async function startedAndWaiting(id = 'one'): Promise<TestHost> {
  const running = await startWaiting();
  await running.start('waiting', 'in', id);
  await running.host.idle();
  return running;
}

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

describe('status', () => {
  test('shows values and whole seconds', async () => {
    const { api } = await startedAndWaiting();

    const response = await api('GET', 'instances/one');

    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({
      name: 'waiting',
      instanceId: 'one',
      runtimeStatus: 'Running',
      input: 'in',
      customStatus: 'waiting',
      output: null,
      createdTime: '2026-01-01T00:00:00Z',
      lastUpdatedTime: '2026-01-01T00:00:00Z',
    });
  });

  test('hides the input when asked to', async () => {
    const { api } = await startedAndWaiting();

    expect(await (await api('GET', 'instances/one?showInput=false')).json()).toMatchObject({ input: null });
  });

  test('tells the history as a summary', async () => {
    const { api, run } = await startWaiting();
    await run('failing', {}, 'one');

    const response = await api('GET', 'instances/one?showHistory=true&showHistoryOutput=true');

    const { historyEvents } = (await response.json()) as { historyEvents: object[] };
    expect(historyEvents).toMatchObject([
      { EventType: 'ExecutionStarted', FunctionName: 'failing' },
      { EventType: 'TaskCompleted', FunctionName: 'echo', Result: {} },
      { EventType: 'ExecutionCompleted', OrchestrationStatus: 'Failed' },
    ]);
  });

  test('of a failed instance is 500 only if asked for', async () => {
    const { api, run } = await startWaiting();
    await run('failing', {}, 'one');

    expect((await api('GET', 'instances/one')).status).toBe(200);
    expect((await api('GET', 'instances/one?returnInternalServerErrorOnFailure=true')).status).toBe(500);
  });

  test('of nobody is 404', async () => {
    const { api } = await startWaiting();

    expect((await api('GET', 'instances/nobody')).status).toBe(404);
  });
});

describe('lists', () => {
  const idsIn = async (response: Response) =>
    ((await response.json()) as { instanceId: string }[]).map((each) => each.instanceId);

  test('are filtered by status, prefix and time', async () => {
    const { api, run, start, clock, host } = await startWaiting();
    await run('failing', {}, 'a-failed');
    await start('waiting', {}, 'b-waiting');
    clock.advance(3_600_000);
    await start('waiting', {}, 'a-late');
    await host.idle();

    expect(await idsIn(await api('GET', 'instances?runtimeStatus=Failed,Completed'))).toEqual(['a-failed']);
    expect(await idsIn(await api('GET', 'instances?instanceIdPrefix=a-'))).toEqual(['a-failed', 'a-late']);
    expect(await idsIn(await api('GET', 'instances?createdTimeFrom=2026-01-01T00:30:00Z'))).toEqual(['a-late']);
    expect(await idsIn(await api('GET', 'instances?createdTimeTo=2026-01-01T00:30:00Z&top=1'))).toEqual(['a-failed']);
  });

  test('come in pages of a hundred', async () => {
    const { api, start, host } = await startWaiting();
    for (let n = 0; n < 130; n++) await start('waiting', {}, `id-${n}`);

    const first = await api('GET', 'instances');
    const token = first.headers.get('x-ms-continuation-token') ?? '';
    const second = await fetch(`${host.url}/durabletask/instances`, { headers: { 'x-ms-continuation-token': token } });

    expect(await idsIn(first)).toHaveLength(100);
    expect(await idsIn(second)).toHaveLength(30);
    expect(second.headers.get('x-ms-continuation-token')).toBeNull();
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
