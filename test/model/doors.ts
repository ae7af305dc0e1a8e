import { chatFlow } from '../support/app-under-test.ts';
import { zipOf } from '../support/zip.ts';
import type { Session } from './session.ts';

/** What everybody outside can do to the app. Each answers with the HTTP status. */
export interface Doors {
  push(kind: PackageName): Promise<void>;
  /** Delivers the news of the push once more, however late. */
  deliver(): Promise<number>;
  post(kind: PackageName): Promise<number>;
  say(releaseId: string, command: string): Promise<number>;
  askBack(): Promise<number>;
}

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

const zips = new Map<PackageName, Promise<Uint8Array>>();
const zipFor = (name: PackageName): Promise<Uint8Array> => {
  const flow = { ...chatFlow, 'answer.jinja2': name, 'deploy.yaml': `endpoint: {name: chat}\n${manifests[name]}` };
  const zip = zips.get(name) ?? zipOf(flow);
  zips.set(name, zip);
  return zip;
};

export function doorsOf(session: Session): Doors {
  let pushes = 0;
  let latest: PackageName = 'plain';
  let posts = 0;
  /** As clients and the queue do, it asks again while there is trouble. */
  const send = async (path: string, init: RequestInit): Promise<number> => {
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
      if (status < 500 || tries === 5) return status;
    }
  };
  return {
    async push(kind) {
      pushes += 1;
      latest = kind;
      session.memory.pushed.set(`${kind}.zip`, { bytes: await zipFor(kind), eTag: `e${pushes}` });
    },
    deliver: () =>
      send('deliver', {
        body: JSON.stringify({
          specversion: '1.0',
          id: `event-${pushes}`,
          type: 'Microsoft.Storage.BlobCreated',
          subject: `/blobServices/default/containers/flows/blobs/${latest}.zip`,
        }),
      }),
    async post(kind) {
      posts += 1;
      const form = new FormData();
      form.set('package', new Blob([new Uint8Array(await zipFor(kind))]), `${kind}.zip`);
      return await send('releases', { body: form, headers: { 'idempotency-key': `post-${posts}` } });
    },
    say: (releaseId, command) => send(`releases/${releaseId}/commands`, { body: JSON.stringify({ command }) }),
    askBack: () => send('endpoints/chat/roll-back', {}),
  };
}
