import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../../domain/journal.ts';
import { startApi } from '../../support/api.ts';
import { usual } from '../../support/memory-world.ts';
import { arrange, asking, failed, running, told } from './arranged.ts';

async function arranged(...replaced: Parameters<typeof startApi>) {
  const api = startApi(...replaced);
  await arrange(api);
  api.memory.audit.clear();
  return api;
}

interface Listed {
  readonly releases: readonly { readonly id: string }[];
  readonly next?: string;
}

describe('the list of releases', () => {
  test('goes through all of a workspace, newest first, page by page', async () => {
    const api = await arranged();
    const seen: string[] = [];
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const query = { top: '2', ...(after === undefined ? {} : { after }) };
      const page = (await api.ask('listReleases', { query })).json<Listed>();
      seen.push(...page.releases.map(({ id }) => id));
      after = page.next;
    }

    expect(seen[0]).toBe(running.id);
    expect(seen.at(-1)).toBe(failed.id);
    expect(seen.toSorted()).toEqual([told.id, running.id, asking.id, failed.id].toSorted());
  });

  test.each([
    [{ state: 'refused' }, [failed.id]],
    [{ state: 'refused', top: '1' }, [failed.id]],
    [{ endpoint: 'chat', state: 'running' }, [running.id]],
    [{ endpoint: 'other' }, []],
  ])('of %j is %j', async (query, ids) => {
    const { releases } = (await (await arranged()).ask('listReleases', { query })).json<Listed>();

    expect(releases.map(({ id }) => id)).toEqual(ids);
  });

  test('looks at only so much for one answer, and says that there is more', async () => {
    const api = await arranged();
    for (let count = 0; count < 10; count += 1)
      api.memory.releases.set(`more-${count}`, { ...told, id: `more-${count}` });

    const page = (await api.ask('listReleases', { query: { state: 'ignored', top: '1' } })).json<Listed>();

    expect(page).toEqual({ releases: [], next: expect.any(String) });
  });
});

describe('the audit', () => {
  test('has who asked for what, and what came of it, and nothing of who only looked', async () => {
    const api = await arranged();
    const chat = { params: { name: 'chat' } };
    await api.ask('postCommand', { params: { id: running.id }, body: { command: 'abort' } });
    api.clock.advance(1000);
    await api.ask('postRollBack', chat, ['Read'], 'oid-of-eve');
    api.clock.advance(1000);
    await api.ask('postTest', { ...chat, body: { request: 'secret' } });
    await api.ask('getRelease', { params: { id: told.id } });
    await api.ask('postRollBack', { ...chat, headers: { authorization: '' } });

    const { entries } = (await api.ask('listAudit')).json<{ entries: readonly AuditEntry[] }>();

    const by = { id: 'oid-of-ada', name: 'oid-of-ada@example.com', kind: 'person' };
    const eve = { id: 'oid-of-eve', name: 'oid-of-eve@example.com', kind: 'person' };
    const at = expect.any(String);
    expect(entries).toEqual([
      { at, operation: 'postTest', by, endpoint: 'chat', status: 400, fault: 'bad-request' },
      { at, operation: 'postRollBack', by: eve, endpoint: 'chat', status: 403, fault: 'not-allowed' },
      { at, operation: 'postCommand', by, release: running.id, endpoint: 'chat', said: 'abort', status: 202 },
    ]);
  });

  test('that cannot be written does not stand in the way', async () => {
    const audit = { ...usual('audit'), add: () => Promise.reject(new Error('no storage')) };
    const api = startApi({ audit });
    api.memory.releases.set(running.id, running);

    const answer = await api.ask('postCommand', { params: { id: running.id }, body: { command: 'pause' } });

    expect(answer.status).toBe(202);
  });
});

describe('with an Idempotency-Key', () => {
  const headers = { 'idempotency-key': '5f0c' };

  test('a package is tried again once, whatever becomes of it', async () => {
    const api = await arranged();
    const ask = { params: { id: failed.id }, headers };
    const first = (await api.ask('postRetry', ask)).json<{ id: string }>();
    const retried = api.memory.releases.get(first.id);
    if (retried) api.memory.releases.set(first.id, { ...retried, state: 'refused' });

    const again = (await api.ask('postRetry', ask)).json<{ id: string }>();
    const anew = (await api.ask('postRetry', { ...ask, headers: { 'idempotency-key': 'another' } })).json<{
      id: string;
    }>();

    expect(again.id).toBe(first.id);
    expect(anew.id).not.toBe(first.id);
    expect(retried).toMatchObject({ requestedBy: { id: 'oid-of-ada' }, state: 'wanted' });
    expect(api.woken).toHaveLength(3);
  });

  test('an endpoint goes back once, also when the answer is lost until that is done', async () => {
    const api = await arranged();
    const ask = { params: { name: 'chat' }, headers };
    await api.ask('postRollBack', ask);
    api.memory.intents.clear();
    api.memory.releases.set(told.id, { ...told, state: 'rolledBack' });
    api.memory.releases.set('older', { ...told, id: 'older' });

    const again = (await api.ask('postRollBack', ask)).json<{ id: string }>();

    expect(again.id).toBe(told.id);
    expect(api.memory.intents.size).toBe(0);
  });
});
