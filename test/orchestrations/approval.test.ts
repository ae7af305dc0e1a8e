import { describe, expect, test } from 'vitest';
import type { Approval } from '../../domain/approval.ts';
import type { Release } from '../../domain/release.ts';
import { type AppUnderTest, chatZip } from '../support/app-under-test.ts';
import { healthy, manifestWith, sides, startCanary } from '../support/canary.ts';

/** A canary that has come to the step before which a person is asked. */
async function startAsking(approval: string): Promise<{ app: AppUnderTest; id: string; asked: Approval }> {
  const app = await startCanary(healthy);
  const posted = await app.post(await chatZip(manifestWith(`approval: {${approval}}`)));
  const { id } = (await posted.json()) as { id: string };
  const told = () => app.memory.releases.get(id) as Release;
  while (told().state !== 'waitingForApproval') {
    await app.host.idle();
    if (told().state !== 'waitingForApproval' && !app.clock.jump()) throw new Error('nobody is asked');
  }
  const { approval: asked } = (await (await app.get(`/releases/${id}`)).json()) as { approval: Approval };
  return { app, id, asked };
}

const post = async (app: AppUnderTest, path: string, body: object) => {
  const answer = await fetch(`${app.host.url}/api/releases/${path}`, { method: 'POST', body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json()) as { title?: string } };
};

describe('an approval', () => {
  test.each([
    ['approve', 'succeeded', undefined, true],
    ['reject', 'refused', 'approval-rejected', false],
  ])('can end with %s', async (decision, state, slug, isLive) => {
    const { app, id, asked } = await startAsking('before: 100, expires: 2h');

    const answer = await post(app, `${id}/approval`, { decision, evidence: asked.evidence });
    const again = await post(app, `${id}/approval`, { decision, evidence: asked.evidence });
    await app.settle();

    const told = app.memory.releases.get(id);
    expect([answer.status, again.status]).toEqual([202, 202]);
    expect(told).toMatchObject({
      state,
      decision: { word: decision, by: { id: 'local' }, planHash: told?.plannedHash, shown: { word: 'healthy' } },
    });
    expect(told?.fault?.slug).toBe(slug);
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [isLive ? sides.candidate : sides.stable]: 100 });
  });

  test('can end with its time', async () => {
    const { app, id, asked } = await startAsking('before: 100, expires: 2h');

    app.clock.advance(2 * 3_600_000 + 1);
    const late = await post(app, `${id}/approval`, { decision: 'approve', evidence: asked.evidence });
    await app.settle();

    expect([late.status, late.body.title]).toEqual([409, expect.stringMatching(/approval-expired|nothing-to-approve/)]);
    expect(app.memory.releases.get(id)).toMatchObject({ state: 'refused', fault: { slug: 'approval-expired' } });
  });

  test('can end with an abort', async () => {
    const { app, id } = await startAsking('before: 100, expires: 2h');

    await post(app, `${id}/commands`, { command: 'abort' });
    await app.settle();

    expect(app.memory.releases.get(id)?.state).toBe('refused');
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [sides.stable]: 100 });
  });

  test('of one plan, step and measurement is not an approval of another', async () => {
    const { app, id, asked } = await startAsking('before: 100, expires: 2h');
    const other = { word: 'inconclusive', reasons: ['something else was measured'], at: asked.askedAt } as const;

    await app.world.releases.update(id, { verdict: other });
    await post(app, `${id}/approval`, { decision: 'approve', evidence: asked.evidence });
    while (app.memory.releases.get(id)?.approval?.evidence === asked.evidence) {
      app.clock.jump();
      await app.host.idle();
    }
    const stale = await post(app, `${id}/approval`, { decision: 'approve', evidence: asked.evidence });

    expect(app.memory.releases.get(id)).toMatchObject({ state: 'waitingForApproval' });
    expect([stale.status, stale.body.title]).toEqual([409, 'approval-outdated']);
  });

  test('by whoever released is none where the manifest asks for somebody else, by whatever word', async () => {
    const { app, id, asked } = await startAsking('before: 100, expires: 2h, byAnother: true');

    const own = await post(app, `${id}/approval`, { decision: 'approve', evidence: asked.evidence });
    const words = [
      await post(app, `${id}/commands`, { command: 'approve' }),
      await post(app, `${id}/commands`, { command: 'promote' }),
    ];
    await app.world.releases.update(id, { command: { name: 'promote', at: '2099-01-01T00:00:00.000Z' } });
    await app.settle();

    expect([own.status, own.body.title]).toEqual([403, 'self-approval']);
    expect(words.map(({ status }) => status)).toEqual([409, 409]);
    expect(app.memory.releases.get(id)).toMatchObject({ state: 'refused', fault: { slug: 'approval-expired' } });
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [sides.stable]: 100 });
  });
});
