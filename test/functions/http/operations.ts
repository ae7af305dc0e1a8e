import type { Role } from '../../../domain/sign-in.ts';
import type { Ask } from '../../support/api.ts';
import { chatZip } from '../../support/app-under-test.ts';
import { asking, failed, running, told } from './arranged.ts';

/** How an operation is tried: a request that is in order, and one that is not. */
export interface Tried {
  readonly happy: Ask | (() => Promise<Ask>);
  readonly status: number;
  /** Why it is bad, and the request. Besides this one, an unknown name in the query is tried everywhere. */
  readonly bad: readonly [why: string, ask: Ask, status?: number];
  /** Roles that are not enough. */
  readonly notEnough: readonly Role[];
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
  getDoctor: {
    happy: {},
    status: 200,
    bad: ['asks for something', { query: { deep: 'true' } }],
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
