import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { releasesApi } from '../../emulator/demo/releases.ts';
import { type Stack, startStack } from '../../emulator/stack.ts';
import { chatFlow } from '../support/app-under-test.ts';

const stateFolder = mkdtempSync(path.join(tmpdir(), 'flowferry-evaluation-'));
const log: string[] = [];
let stack: Stack;
beforeAll(async () => {
  const note = ({ message }: { message: string }) => log.push(message);
  stack = await startStack({ appFolder: path.resolve('.'), stateFolder, speed: 2400, seed: 7, log: note });
}, 60_000);
afterAll(async () => {
  await stack.stop();
  rmSync(stateFolder, { recursive: true, force: true });
});

/** Uploads a flow as a batch run does, and answers with the path of its definition. */
async function uploaded(endpoint: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const { blobUrl, workspaceAccount } = stack.storage.addresses;
  const { containerName } = stack.azure.cloud.datastores.values()[0]?.properties ?? {};
  const key = new StorageSharedKeyCredential(workspaceAccount.name, workspaceAccount.key);
  const container = new BlobServiceClient(`${blobUrl}/${workspaceAccount.name}`, key).getContainerClient(
    String(containerName),
  );
  const rules = 'accuracy: {min: 0.8, noWorseThanStable: 0.1, output: grade, passes: Correct}';
  const manifest = `endpoint: {name: ${endpoint}}\ngate: {metrics: {${rules}}}`;
  for (const [name, text] of Object.entries({ ...chatFlow, 'deploy.yaml': manifest, ...files })) {
    await container.getBlockBlobClient(`LocalUpload/${endpoint}/chat/${name}`).upload(text, Buffer.byteLength(text));
  }
  return `LocalUpload/${endpoint}/chat/flow.dag.yaml`;
}

async function tell(what: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${stack.azure.controlUrl}/${what}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(201);
}

const graded = (correct: number) =>
  Array.from({ length: 100 }, (_, line) => ({ line_number: line, grade: line < correct ? 'Correct' : 'Incorrect' }));

/** What the app wrote down about a run, once it has. */
async function wordOn(run: string): Promise<Readonly<Record<string, unknown>>> {
  for (;;) {
    for (const line of log) {
      const told = line.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : {};
      if (
        (told['event'] === 'gate' && told['run'] === run) ||
        (told['event'] === 'turned away' && told['package'] === run)
      ) {
        return told;
      }
    }
    await wait(25);
  }
}

test('a completed evaluation goes in, and a flow that answers comes out; a worse one stays outside', async () => {
  const flowPath = await uploaded('evaluated');
  const evaluationFlowPath = await uploaded('grader');
  const first = {
    flowPath,
    evaluationFlowPath,
    lines: { completed: 100, failed: 0 },
    batchRunId: 'batch-1',
    evaluationRunId: 'eval-1',
  };
  await tell('scenarios/evaluation', { ...first, metrics: { accuracy: 0.9 }, outputs: graded(90) });

  expect(await wordOn('batch-1')).toMatchObject({ fault: 'not-an-evaluation' });
  const { release } = await wordOn('eval-1');
  const story = await releasesApi(stack.host.url).follow(String(release), () => {}, 60);
  expect(story).toMatchObject({
    state: 'succeeded',
    gate: { word: 'passed', evidence: { batchRun: 'batch-1', evaluationRun: 'eval-1' } },
  });

  const second = { ...first, batchRunId: 'batch-2', evaluationRunId: 'eval-2' };
  await uploaded('evaluated', { 'answer.jinja2': 'Another answer {{question}}' });
  await tell('scenarios/evaluation', { ...second, metrics: { accuracy: 0.8 }, outputs: graded(75) });
  const { release: refused } = await wordOn('eval-2');
  expect(await releasesApi(stack.host.url).get(String(refused))).toMatchObject({
    state: 'refused',
    fault: { slug: 'gate-not-met', message: expect.stringContaining('on the same 100 lines') },
    gate: { stable: { release, evaluationRun: 'eval-1' } },
  });
}, 90_000);

test('runs that lie come to a record and to no deployment', async () => {
  const flowPath = await uploaded('never');
  const run = (runId: string, more: object) => tell('runs', { runId, flowPath, ...more });
  const ofBatch = { inputRunId: 'tested', metrics: { accuracy: 0.9 } };
  await run('tested', { endedSecondsAgo: 600 });
  await run('late', { ...ofBatch, endedSecondsAgo: 3600 });
  await run('failed', { ...ofBatch, status: 'Failed' });
  await run('lonely', { ...ofBatch, inputRunId: 'gone' });
  await run('mute', { inputRunId: 'tested' });
  await run('strange', { ...ofBatch, metrics: { accuracy: 'NaN' } });
  await run('of-evaluation', { inputRunId: 'late' });

  const told = await Promise.all(
    ['late', 'failed', 'lonely', 'mute', 'strange', 'of-evaluation'].map(async (name) => [
      name,
      (await wordOn(name))['fault'],
    ]),
  );

  expect(Object.fromEntries(told)).toEqual({
    late: 'gate-stale',
    failed: 'run-not-completed',
    lonely: 'unknown-run',
    mute: 'gate-not-measured',
    strange: 'gate-not-measured',
    'of-evaluation': 'evaluation-flow',
  });
  expect(await releasesApi(stack.host.url).list('never')).not.toContainEqual(
    expect.objectContaining({ state: 'wanted' }),
  );
  expect(stack.azure.cloud.endpoints.values().map(({ resource }) => resource.name)).not.toContain('never');
}, 60_000);
