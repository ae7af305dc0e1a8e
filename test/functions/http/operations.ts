import { auditOf } from '../../../domain/journal.ts';
import type { Release } from '../../../domain/release.ts';
import { retirementNote } from '../../../domain/retirement.ts';
import type { Role } from '../../../domain/sign-in.ts';
import { endpointKey } from '../../../domain/workspace.ts';
import type { EndpointFacts } from '../../../domain/world.ts';
import type { Api, Ask } from '../../support/api.ts';
import { chatZip } from '../../support/app-under-test.ts';
import { manifestOf } from '../../support/manifest.ts';
import { planOf } from '../../support/plans.ts';
import { workspaceId } from '../../support/workspace-id.ts';

/** How an operation is tried: a request that is in order, and one that is not. */
export interface Tried {
  readonly happy: Ask | (() => Promise<Ask>);
  readonly status: number;
  /** Why it is bad, and the request. Besides this one, an unknown name in the query is tried everywhere. */
  readonly bad: readonly [why: string, ask: Ask, status?: number];
  /** Roles that are not enough. */
  readonly notEnough: readonly Role[];
}

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

async function zipForm(): Promise<Ask> {
  const form = new FormData();
  form.set('package', new Blob([new Uint8Array(await chatZip())]), 'chat.zip');
  return { form };
}

const chat = { params: { name: 'chat' } };
const justRead: readonly Role[] = ['Read'];

/** A row for every operation of the document. */
export const tries: Readonly<Record<string, Tried>> = {
  postRelease: {
    happy: zipForm,
    status: 202,
    bad: ['names two things', { body: { blob: 'a.zip', zip: 'b.zip' } }],
    notEnough: ['Read', 'Approve'],
  },
  listReleases: {
    happy: { query: { endpoint: 'chat' } },
    status: 200,
    bad: ['asks for more than there may be', { query: { endpoint: 'chat', top: '1000' } }],
    notEnough: [],
  },
  getRelease: {
    happy: { params: { id: told.id } },
    status: 200,
    bad: ['names no release', { params: { id: '' } }],
    notEnough: [],
  },
  postCommand: {
    happy: { params: { id: running.id }, body: { command: 'pause' } },
    status: 202,
    bad: ['is no word for it', { params: { id: running.id }, body: { command: 'dance' } }],
    notEnough: justRead,
  },
  getPlan: {
    happy: { params: { id: told.id } },
    status: 200,
    bad: ['names no release', { params: { id: '' } }],
    notEnough: [],
  },
  listVerdicts: {
    happy: { params: { id: told.id }, query: { top: '1' } },
    status: 200,
    bad: ['asks for nothing', { params: { id: told.id }, query: { top: '0' } }],
    notEnough: [],
  },
  postRetry: {
    happy: { params: { id: failed.id } },
    status: 202,
    bad: ['names no release', { params: { id: '' } }],
    notEnough: ['Read', 'Approve'],
  },
  listAudit: { happy: {}, status: 200, bad: ['makes a page up', { query: { after: '%' } }], notEnough: [] },
  postApproval: {
    happy: {
      params: { id: asking.id },
      body: { decision: 'approve', evidence: 'c'.repeat(64), reason: 'it is better' },
    },
    status: 202,
    bad: ['does not say what was looked at', { params: { id: asking.id }, body: { decision: 'approve' } }],
    notEnough: ['Read', 'Write'],
  },
  postRollBack: {
    happy: { ...chat, body: { reason: 'a test' } },
    status: 202,
    bad: ['says more than is understood', { ...chat, body: { cause: 'a test' } }],
    notEnough: justRead,
  },
  listEndpoints: {
    happy: {},
    status: 200,
    bad: ['names no workspace', { query: { workspace: '' } }],
    notEnough: [],
  },
  getEndpoint: { happy: chat, status: 200, bad: ['leaves the workspace', { params: { name: '..' } }], notEnough: [] },
  postTest: {
    happy: { ...chat, body: { request: { question: 'Why?' }, deployment: 'f-new' } },
    status: 200,
    bad: ['would write into a header', { ...chat, body: { deployment: 'a\r\nb' } }],
    notEnough: ['Read', 'Approve'],
  },
  getConsume: {
    happy: chat,
    status: 200,
    bad: ['asks for Latin', { ...chat, query: { lang: 'latin' } }],
    notEnough: [],
  },
  postRetire: {
    happy: { ...chat, body: { reason: 'a test' } },
    status: 202,
    bad: ['says more than is understood', { ...chat, body: { cause: 'a test' } }],
    notEnough: ['Read', 'Approve'],
  },
  postRestore: {
    happy: chat,
    status: 202,
    bad: ['gives a reason that is no text', { ...chat, body: { reason: 7 } }],
    notEnough: ['Read', 'Approve'],
  },
  getHealth: { happy: {}, status: 200, bad: ['asks for something', { query: { deep: 'true' } }], notEnough: [] },
  getOpenApi: { happy: {}, status: 200, bad: ['asks for something', { query: { version: '2' } }], notEnough: [] },
};

const pause = { params: { id: running.id }, body: { command: 'pause' } };
const answer = { params: { id: asking.id }, body: { decision: 'approve', evidence: 'c'.repeat(64) } };

/** Other things that operations answer. */
export const others: readonly (readonly [operation: string, when: string, ask: Tried['happy'], status: number])[] = [
  ['postRelease', 'only looks', async () => ({ ...(await zipForm()), query: { dryRun: 'true' } }), 200],
  ['postRelease', 'does not find the blob', { body: { blob: 'none.zip' } }, 404],
  ['postRelease', 'gets no zip', { body: 'text', headers: { 'content-type': 'text/plain' } }, 415],
  ['getRelease', 'finds nothing', { params: { id: 'none' } }, 404],
  ['postCommand', 'comes too late', { params: { id: told.id }, body: { command: 'abort' } }, 409],
  ['listReleases', 'is asked for all of a workspace', {}, 200],
  ['listReleases', 'is asked for a state', { query: { state: 'refused', top: '1' } }, 200],
  ['getPlan', 'finds nothing', { params: { id: running.id } }, 404],
  ['listVerdicts', 'finds nothing', { params: { id: 'none' } }, 404],
  ['postRetry', 'finds nothing', { params: { id: 'none' } }, 404],
  ['postRetry', 'has nothing to try again', { params: { id: told.id } }, 409],
  ['postCommand', 'gets a key that is none', { ...pause, headers: { 'idempotency-key': 'a b' } }, 400],
  ['postApproval', 'agrees to something else', { ...answer, body: { decision: 'approve', evidence: 'd' } }, 409],
  ['postApproval', 'answers where nothing is asked', { ...answer, params: { id: running.id } }, 409],
  ['postApproval', 'finds nothing', { ...answer, params: { id: 'none' } }, 404],
  [
    'postCommand',
    'agrees without what was looked at',
    { params: { id: asking.id }, body: { command: 'approve' } },
    409,
  ],
  ['getConsume', 'is asked for one language', { ...chat, query: { lang: 'csharp' } }, 200],
  ['getConsume', 'finds nothing', { params: { name: 'none' } }, 404],
  ['getConsume', 'finds an endpoint that is not ready', { params: { name: 'new' } }, 404],
  ['getEndpoint', 'finds nothing', { params: { name: 'none' } }, 404],
  ['getEndpoint', 'finds an endpoint of somebody else', { params: { name: 'new' } }, 200],
  ['listEndpoints', 'is asked about a workspace that is not served', { query: { workspace: 'b' } }, 404],
  ['postTest', 'finds nothing', { params: { name: 'none' } }, 404],
  ['postTest', 'is given nothing to send', chat, 200],
  ['postRollBack', 'has nothing to go back from', { params: { name: 'other' } }, 404],
  ['postRetire', 'finds nothing to retire', { params: { name: 'other' } }, 404],
  ['postRestore', 'finds nothing to bring back', { params: { name: 'other' } }, 404],
  ['listReleases', 'is asked about a workspace that is not served', { query: { endpoint: 'a', workspace: 'b' } }, 404],
];
