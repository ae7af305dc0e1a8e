import { describe, expect, test } from 'vitest';
import { startedAndWaiting, startWaiting } from './waiting-app.ts';

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
    expect(await idsIn(await api('GET', 'instances?createdTimeTo=2026-01-01T00:30:00Z'))).toEqual([
      'a-failed',
      'b-waiting',
    ]);
    expect(await idsIn(await api('GET', 'instances?top=1'))).toEqual(['a-failed']);
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
