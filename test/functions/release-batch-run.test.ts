import { expect, test } from 'vitest';
import { type AppUnderTest, chatZip, startApp } from '../support/app-under-test.ts';
import { type Arranged, arrange, graded, linesLogged } from '../support/evaluations.ts';

const asked = 'endpoint: {name: chat}\ngate: {metrics: {accuracy: {min: 0.8}}}';

const post = (app: AppUnderTest, body: object, query = '') =>
  fetch(`${app.host.url}/api/releases${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function appWith(arranged: Arranged = {}) {
  const app = await startApp();
  arrange(app.memory, arranged);
  return app;
}

test('a batch run’s flow is released by the run’s name', async () => {
  const app = await appWith();

  const answer = await post(app, { batchRun: 'batch', workspace: 'flowferry-dev' });
  await app.settle();

  expect(answer.status).toBe(202);
  const { id } = (await answer.json()) as { id: string };
  expect(app.memory.releases.get(id)).toMatchObject({
    state: 'succeeded',
    package: { name: 'chat' },
    gate: { word: 'passed', evidence: { batchRun: 'batch' }, findings: [{ about: 'failed lines', word: 'met' }] },
  });
  expect(await (await app.get(`/releases/${id}`)).json()).toMatchObject({ gate: { word: 'passed' } });
});

test('a gate that asks for metrics looks at the evaluation that is named', async () => {
  const app = await appWith({ manifest: asked });

  const answer = await post(app, { batchRun: 'batch', evaluationRun: 'eval' });

  expect(answer.status).toBe(202);
  expect(await answer.json()).toMatchObject({ gate: { evidence: { evaluationRun: 'eval' } } });
});

test('what serves already is not released again', async () => {
  const app = await appWith();
  const first = (await (await post(app, { batchRun: 'batch' })).json()) as { id: string };
  await app.settle();

  for (const body of [{ batchRun: 'batch' }, { batchRun: 'batch', evaluationRun: 'eval' }]) {
    expect(await (await post(app, body)).json()).toMatchObject({ id: first.id });
  }
  expect(app.memory.releases.size).toBe(1);
});

test('a dry run of a batch run’s flow records nothing', async () => {
  const app = await appWith();

  const answer = await post(app, { batchRun: 'batch' }, '?dryRun=true');

  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ text: expect.stringContaining('chat') });
  expect(app.memory.releases.size).toBe(0);
});

const refusals: readonly (readonly [string, object, Arranged, number, string])[] = [
  ['without the evaluation that its gate needs', { batchRun: 'batch' }, { manifest: asked }, 422, 'not-evaluated'],
  ['of which lines failed', { batchRun: 'batch' }, { batchMetrics: linesLogged(9, 1) }, 422, 'gate-not-met'],
  ['of which no line was completed', { batchRun: 'batch' }, { batchMetrics: linesLogged(0) }, 422, 'gate-not-met'],
  ['that does not say what failed', { batchRun: 'batch' }, { batchMetrics: [] }, 422, 'gate-not-measured'],
  ['that is an evaluation', { batchRun: 'eval' }, {}, 422, 'evaluation-flow'],
  ['that is not there', { batchRun: 'gone' }, {}, 404, 'unknown-run'],
  ['with an evaluation that is not there', { batchRun: 'batch', evaluationRun: 'gone' }, {}, 404, 'unknown-run'],
  [
    'with the evaluation of another run',
    { batchRun: 'batch', evaluationRun: 'eval' },
    { evaluation: { evaluates: 'other' }, lines: graded(1, 1) },
    422,
    'gate-stale',
  ],
  [
    'with an evaluation that goes on still',
    { batchRun: 'batch', evaluationRun: 'eval' },
    { evaluation: { status: 'Running' } },
    422,
    'gate-not-measured',
  ],
  ['that goes on still', { batchRun: 'batch' }, { batch: { status: 'Running' } }, 409, 'run-not-completed'],
  ['in a workspace of nobody', { batchRun: 'batch', workspace: 'other' }, {}, 404, 'unknown-workspace'],
  ['and something else', { batchRun: 'batch', blob: 'chat.zip' }, {}, 400, 'bad-request'],
  ['by a number', { batchRun: 7 }, {}, 400, 'bad-request'],
  ['with a hash that is none', { batchRun: 'batch', planHash: 'x' }, {}, 400, 'bad-request'],
];

test.each(refusals)('a batch run %s is refused, and nothing kept', async (_, body, arranged, status, slug) => {
  const app = await appWith(arranged);
  app.memory.pushed.set('chat.zip', { bytes: await chatZip(), eTag: '1' });

  const answer = await post(app, body);

  expect([answer.status, ((await answer.json()) as { title: string }).title]).toEqual([status, slug]);
  expect(app.memory.releases.size + app.memory.intents.size).toBe(0);
});
