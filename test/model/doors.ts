import { chatFlow } from '../support/app-under-test.ts';
import { zipOf } from '../support/zip.ts';
import type { Session } from './session.ts';

/** What everybody outside can do to the app. Each answers with the HTTP status. */
export interface Doors {
  push(kind: PackageName, endpoint?: EndpointName): Promise<void>;
  /** Delivers the news of the push once more, however late. */
  deliver(patience?: Patience): Promise<number>;
  post(kind: PackageName, endpoint?: EndpointName, patience?: Patience): Promise<number>;
  /** Sends the last post once more, under its own key. */
  postAgain(): Promise<number>;
  say(releaseId: string, command: string): Promise<number>;
  askBack(endpoint?: EndpointName): Promise<number>;
  askFor(what: 'retire' | 'restore'): Promise<number>;
}
/** Whether somebody asks again while there is trouble, as clients and the queue do, or is never heard of again. */
type Patience = 'patient' | 'gives up';

export const endpointNames = ['chat', 'talk'] as const;
export type EndpointName = (typeof endpointNames)[number];

const steps = '[{traffic: 10, hold: 5m}, {traffic: 50, hold: 5m}, {traffic: 100}]';
const manifests = {
  plain: '',
  canary: `rollout: {strategy: canary, steps: ${steps}, maxDuration: 1h}`,
  shadow: `rollout: {strategy: shadow, steps: ${steps}, maxDuration: 1h}`,
  asking: `rollout: {strategy: canary, steps: ${steps}, approval: {before: 100, expires: 30m}, maxDuration: 1h}`,
  careless: `rollout: {strategy: canary, steps: ${steps}, onInconclusive: promote, maxDuration: 1h}`,
  strict: `rollout: {strategy: canary, steps: ${steps}, onInconclusive: rollBack, maxDuration: 1h}`,
} as const;
export type PackageName = keyof typeof manifests;
export const packageNames = Object.keys(manifests) as [PackageName, ...PackageName[]];

const zips = new Map<string, Promise<Uint8Array>>();
const zipFor = (name: PackageName, endpoint: EndpointName): Promise<Uint8Array> => {
  const manifest = `endpoint: {name: ${endpoint}}\n${manifests[name]}`;
  const zip = zips.get(manifest) ?? zipOf({ ...chatFlow, 'answer.jinja2': name, 'deploy.yaml': manifest });
  zips.set(manifest, zip);
  return zip;
};

export function doorsOf(session: Session): Doors {
  let pushes = 0;
  let latest = 'plain';
  let posts = 0;
  let posted: [PackageName, EndpointName] = ['plain', 'chat'];
  const send = async (path: string, init: RequestInit, patience: Patience = 'patient'): Promise<number> => {
    for (let tries = 1; ; tries += 1) {
      session.clock.advance(10);
      const status = await fetch(`${session.url()}/api/${path}`, { method: 'POST', ...init }).then(
        async (answer) => {
          await answer.arrayBuffer();
          return answer.status;
        },
        () => 500,
      );
      await session.rest();
      if (status < 500 || tries === 5 || patience === 'gives up') return status;
    }
  };
  const sendPosted = async (patience?: Patience): Promise<number> => {
    const [kind, endpoint] = posted;
    const form = new FormData();
    form.set('package', new Blob([new Uint8Array(await zipFor(kind, endpoint))]), `${kind}.zip`);
    return await send('releases', { body: form, headers: { 'idempotency-key': `post-${posts}` } }, patience);
  };
  return {
    async push(kind, endpoint = 'chat') {
      pushes += 1;
      latest = `${endpoint}-${kind}`;
      session.memory.pushed.set(`${latest}.zip`, { bytes: await zipFor(kind, endpoint), eTag: `e${pushes}` });
    },
    deliver: (patience) =>
      send(
        'deliver',
        {
          body: JSON.stringify({
            specversion: '1.0',
            id: `event-${pushes}`,
            type: 'Microsoft.Storage.BlobCreated',
            subject: `/blobServices/default/containers/flows/blobs/${latest}.zip`,
          }),
        },
        patience,
      ),
    async post(kind, endpoint = 'chat', patience = 'patient') {
      posts += 1;
      posted = [kind, endpoint];
      return await sendPosted(patience);
    },
    postAgain: async () => (posts === 0 ? 0 : await sendPosted()),
    say: (releaseId, command) => send(`releases/${releaseId}/commands`, { body: JSON.stringify({ command }) }),
    askBack: (endpoint = 'chat') => send(`endpoints/${endpoint}/roll-back`, {}),
    askFor: (what) => send(`endpoints/chat/${what}`, {}),
  };
}
