import { auditOf } from '../../../domain/journal.ts';
import type { Release } from '../../../domain/release.ts';
import { retirementNote } from '../../../domain/retirement.ts';
import { endpointKey } from '../../../domain/workspace.ts';
import type { EndpointFacts } from '../../../domain/world.ts';
import type { Api } from '../../support/api.ts';
import { chatZip } from '../../support/app-under-test.ts';
import { manifestOf } from '../../support/manifest.ts';
import { planOf } from '../../support/plans.ts';
import { workspaceId } from '../../support/workspace-id.ts';

export const told: Release = {
  id: 'chat-1',
  state: 'succeeded',
  package: { hash: 'a'.repeat(64), name: 'chat' },
  endpoint: { workspaceId, name: 'chat' },
  source: { kind: 'http', key: '' },
  requestedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:20:00.000Z',
  deployment: 'f-new',
  previous: 'f-old',
  verdict: { word: 'healthy', reasons: ['errors 1 of 900'], at: '2026-01-01T00:19:00.000Z' },
  steps: [{ name: 'plan', state: 'done', startedAt: '2026-01-01T00:00:01.000Z', endedAt: '2026-01-01T00:00:02.000Z' }],
};
export const running: Release = { ...told, id: 'chat-2', state: 'running', requestedAt: '2026-01-01T01:00:00.000Z' };

export const asking: Release = {
  ...told,
  id: 'chat-3',
  state: 'waitingForApproval',
  requestedBy: { id: 'oid-of-bob', name: 'bob@example.com' },
  plannedHash: 'b'.repeat(64),
  approval: {
    evidence: 'c'.repeat(64),
    traffic: 100,
    byAnother: true,
    askedAt: '2026-01-01T00:19:00.000Z',
    expiresAt: '2099-01-01T00:19:00.000Z',
  },
};

const endpoint: EndpointFacts = {
  name: 'chat',
  state: 'Succeeded',
  auth: 'key',
  identity: { kind: 'system', identityIds: [] },
  traffic: { 'f-new': 100 },
  tags: {},
};
const machine = { state: 'Succeeded', instanceType: 'Standard_DS3_v2', instanceCount: 1, tags: {} };
const { health } = manifestOf();

export const failed: Release = { ...told, id: 'chat-0', state: 'refused', requestedAt: '2025-12-31T00:00:00.000Z' };

/** What is there when an operation is tried. */
export async function arrange({ memory, world }: Api): Promise<void> {
  const kept = await chatZip();
  memory.packages.set(failed.package.hash, kept);
  memory.releases.set(failed.id, failed);
  const at = told.requestedAt;
  const plan = { ...planOf(), releaseId: told.id };
  await world.plans.add(told.id, { at, hash: 'b'.repeat(64), plan });
  for (const reasons of [['first'], ['second']]) {
    await world.verdicts.add(told.id, { word: 'healthy', reasons, at });
  }
  const by = { id: 'oid-of-ada', name: 'ada@example.com', kind: 'person' } as const;
  await world.audit.add(auditOf, { at, operation: 'postRetry', by, release: failed.id, status: 202 });
  memory.releases.set(told.id, told);
  memory.releases.set(running.id, running);
  memory.releases.set(asking.id, asking);
  const { previous = '', deployment = '' } = told;
  memory.endpoints.set('chat', { ...endpoint, mirror: {}, scoringUri: 'https://chat.example/score' });
  memory.endpoints.set('new', { ...endpoint, name: 'new', state: 'Creating', traffic: {} });
  for (const name of [previous, deployment]) memory.deployments.set(name, { ...machine, name });
  const live = { endpoint: { workspaceId, name: 'chat' }, releaseId: told.id, deployment, since: told.requestedAt };
  memory.live.set(endpointKey(live.endpoint), { ...live, health });
  const note = {
    releaseId: told.id,
    state: 'retired',
    reason: 'Idle.',
    requestedAt: '',
    instances: {},
    times: 1,
  } as const;
  memory.retirements.set(`${endpointKey(live.endpoint)}/${retirementNote}`, { endpoint: live.endpoint, note });
}
