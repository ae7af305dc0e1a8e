import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AppOnAzure, startAppOnAzure, writesTo } from '../support/app-on-azure.ts';
import { chatFlow } from '../support/app-under-test.ts';
import { zipOf } from '../support/zip.ts';

let app: AppOnAzure;
beforeAll(async () => {
  app = await startAppOnAzure();
}, 60_000);
afterAll(async () => {
  await app.stop();
});

test('a dry run writes nothing, and a release with its hash does what it said', { timeout: 60_000 }, async () => {
  const form = async () => {
    const data = new FormData();
    const zip = await zipOf({ ...chatFlow, 'deploy.yaml': 'endpoint: {name: looked-at}' });
    data.set('package', new Blob([new Uint8Array(zip)]), 'looked-at.zip');
    return data;
  };
  app.azure.requests.clear();

  const answer = await fetch(`${app.url}/api/releases?dryRun=true`, { method: 'POST', body: await form() });
  const { hash, plan } = (await answer.json()) as { hash: string; plan: { deployment: { name: string } } };
  const written = writesTo(app);
  const asked = await form();
  asked.set('planHash', hash);
  const { id } = (await (await fetch(`${app.url}/api/releases`, { method: 'POST', body: asked })).json()) as {
    id: string;
  };
  const story = await app.api.follow(id, () => {}, 60);

  expect(answer.status).toBe(200);
  expect(written).toEqual([]);
  expect(await app.api.list('looked-at')).toHaveLength(1);
  expect(story).toMatchObject({ state: 'succeeded', deployment: plan.deployment.name });
  expect(writesTo(app).length).toBeGreaterThan(4);
});
