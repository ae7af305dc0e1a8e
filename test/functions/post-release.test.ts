import { describe, expect, test } from 'vitest';
import { type AppUnderTest, chatFlow, chatZip, startApp } from '../support/app-under-test.ts';
import { renamed, zipOf } from '../support/zip.ts';

const zipWith = (files: Readonly<Record<string, string>>) => () => chatZip(files);
const badYaml = 'inputs:\n  question: {type: string\nnodes: []\n';
const evaluation = `${chatFlow['flow.dag.yaml']}- name: sum
  type: python
  source: {type: code, path: sum.py}
  inputs: {values: '\${answer.output}'}
  aggregation: true
`;

const refusal = (what: string, zip: () => Promise<Uint8Array>, status: number, slug: string, place: object = {}) => ({
  what,
  zip,
  status,
  slug,
  place,
});

/** Everything that a door refuses, with what it answers. */
const refusals = [
  refusal('not a zip', async () => new TextEncoder().encode('hello'), 400, 'not-a-zip'),
  refusal('an empty file', async () => new Uint8Array(), 400, 'not-a-zip'),
  refusal(
    'a path that leads out',
    async () => renamed(await chatZip({ 'aa/aa.py': '' }), 'aa/aa.py', '../aa.py'),
    422,
    'unsafe-path',
  ),
  refusal('more than fits', zipWith({ 'big.txt': '0'.repeat(101 * 2 ** 20) }), 413, 'package-too-large'),
  refusal('no flow', () => zipOf({ 'deploy.yaml': 'endpoint: {name: chat}' }), 422, 'no-flow'),
  refusal('two flows', zipWith({ 'flow.flex.yaml': 'entry: a:b' }), 422, 'two-flows'),
  refusal('bad YAML', zipWith({ 'flow.dag.yaml': badYaml }), 422, 'bad-yaml', {
    file: 'flow.dag.yaml',
    line: expect.any(Number),
    column: expect.any(Number),
  }),
  refusal('an evaluation flow', zipWith({ 'flow.dag.yaml': evaluation, 'sum.py': '' }), 422, 'evaluation-flow'),
  refusal(
    'no manifest',
    async () => zipOf(Object.fromEntries(Object.entries(chatFlow).filter(([name]) => name !== 'deploy.yaml'))),
    422,
    'no-manifest',
  ),
  refusal('an unknown key', zipWith({ 'deploy.yaml': 'endpoint:\n  name: chat\n  nmae: x\n' }), 422, 'unknown-key', {
    file: 'deploy.yaml',
    line: 3,
  }),
  refusal('a bad endpoint name', zipWith({ 'deploy.yaml': 'endpoint: {name: my_chat--x}' }), 422, 'bad-name', {
    file: 'deploy.yaml',
    line: 1,
  }),
];

const untouched = ({ memory }: AppUnderTest) =>
  memory.releases.size + memory.intents.size + memory.packages.size + memory.changes.length === 0;

describe('POST /api/releases', () => {
  test.each(refusals)('refuses $what, and keeps nothing of it', async ({ zip, status, slug, place }) => {
    const app = await startApp();

    const answer = await app.post(await zip());

    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem = await answer.json();
    expect(problem).toMatchObject({
      type: `docs/faults.md#${slug}`,
      title: slug,
      status,
      detail: expect.any(String),
      remedy: expect.any(String),
      ...(Object.keys(place).length > 0 ? { place: expect.objectContaining(place) } : {}),
    });
    expect(untouched(app)).toBe(true);
  });

  test('answers 202 with the address of the release’s own story', async () => {
    const app = await startApp();

    const answer = await app.post(await chatZip());

    const shown = (await answer.json()) as { id: string; links: { self: string } };
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`${app.host.url}/api/releases/${shown.id}`);
    expect(shown).toMatchObject({ state: 'wanted', endpoint: 'chat', workspace: 'flowferry-dev', source: 'http' });
    expect((await fetch(shown.links.self)).status).toBe(200);
  });

  test('answers the same release to whoever sends the same zip again, also when it was packed anew', async () => {
    const app = await startApp();
    const first = (await (await app.post(await chatZip())).json()) as { id: string };

    const again = await app.post(await zipOf(Object.fromEntries(Object.entries(chatFlow).reverse())));

    expect(again.status).toBe(202);
    expect(await again.json()).toMatchObject({ id: first.id });
    expect(app.memory.releases.size).toBe(1);
  });

  test('answers the same release to an idempotency key, whatever comes with it', async () => {
    const app = await startApp();
    const headers = { 'idempotency-key': 'once' };
    const first = (await (await app.post(await chatZip(), headers)).json()) as { id: string };
    await app.settle();

    const again = await app.post(await chatZip({ 'answer.jinja2': 'other' }), headers);

    expect(await again.json()).toMatchObject({ id: first.id });
    expect(app.memory.releases.size).toBe(1);
  });

  test('takes the name of a zip in the flows container', async () => {
    const app = await startApp();
    app.memory.pushed.set('team/chat.zip', { bytes: await chatZip(), eTag: '1' });

    const answer = await json(app, { blob: 'team/chat.zip', workspace: 'flowferry-dev' });

    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ package: { name: 'chat' } });
  });

  test.each([
    [{ blob: 'absent.zip' }, 404, 'package-not-found'],
    [{ blob: 'chat.zip', workspace: 'other' }, 404, 'unknown-workspace'],
    [{ blob: 'chat.zip', extra: true }, 400, 'bad-request'],
    [{}, 400, 'bad-request'],
    ['not an object', 400, 'bad-request'],
  ])('refuses the JSON %j with %i %s', async (body, status, slug) => {
    const app = await startApp();
    app.memory.pushed.set('chat.zip', { bytes: await chatZip(), eTag: '1' });

    const answer = await json(app, body);

    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ title: slug });
    expect(untouched(app)).toBe(true);
  });

  test.each([
    ['text/plain', 'hello', 415, 'wrong-content-type'],
    ['application/zip', 'PK', 415, 'wrong-content-type'],
    ['application/json', '{"blob":', 400, 'bad-request'],
    ['multipart/form-data; boundary=x', 'no form', 400, 'bad-request'],
  ])('refuses a body of %s that says "%s"', async (type, body, status, slug) => {
    const app = await startApp();

    const answer = await fetch(`${app.host.url}/api/releases`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });

    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ title: slug });
  });

  test('refuses a form without a file named "package"', async () => {
    const app = await startApp();
    const form = new FormData();
    form.set('flow', 'text');

    const answer = await fetch(`${app.host.url}/api/releases`, { method: 'POST', body: form });

    expect(answer.status).toBe(400);
  });

  test('refuses a zip that is larger than the settings allow', async () => {
    const app = await startApp();

    expect((await app.post(new Uint8Array(1.5 * 2 ** 20))).status).toBe(413);
    expect((await app.post(new Uint8Array(5 * 2 ** 20))).status).toBe(413);
  });
});

const json = (app: AppUnderTest, body: unknown) =>
  fetch(`${app.host.url}/api/releases`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
