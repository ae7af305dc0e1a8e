import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import type { Stack } from '../stack.ts';
import { type Printer, printer, span } from './printer.ts';
import { releasesApi, type Story } from './releases.ts';
import { workspaceView } from './workspace.ts';
import { zipFolder } from './zip-folder.ts';

const endpointName = 'web-classification';

/**
 * The main job, from start to end: a flow is pushed and goes live, is pushed again and nothing happens, is changed and
 * replaces what was there. Answers with everything that did not hold.
 */
export async function runDemo(
  stack: Stack,
  sampleFolder: string,
  print: (text: string) => void = console.log,
): Promise<string[]> {
  const show = printer(stack.clock, print);
  const api = releasesApi(stack.host.url);
  const failed: string[] = [];
  const expect = (holds: boolean, what: string) => {
    show.line(`${holds ? '✓' : '✗'} ${what}`);
    if (!holds) failed.push(what);
  };

  show.headline('1. A team pushes its flow to blob storage');
  const first = await zipFolder(sampleFolder);
  await push(stack, first);
  const pushed = await api.follow(await releaseOfPush(api), show.story);
  expect(pushed.state === 'succeeded', told(pushed));

  show.headline('2. The same zip is pushed once more');
  await push(stack, first);
  await wait(1500);
  const known = await api.list(endpointName);
  expect(known.length === 1, `there is still ${known.length} release`);

  show.headline('3. The endpoint answers');
  await ask(stack, sampleFolder, show, expect, pushed);

  show.headline('4. A changed flow comes by HTTP');
  const prompt = readFileSync(path.join(sampleFolder, 'classify_with_llm.jinja2'), 'utf8');
  const changed = await zipFolder(sampleFolder, {
    'classify_with_llm.jinja2': `${prompt}\nAnswer with nothing but the JSON object.\n`,
  });
  const posted = await api.follow((await api.post(changed, 'web-classification.zip')).id, show.story);
  expect(posted.state === 'succeeded', told(posted));
  await ask(stack, sampleFolder, show, expect, posted);

  show.headline('What exists now in the workspace');
  await summarise(stack, show, expect, [pushed, posted]);
  return failed;
}

async function push(stack: Stack, zip: Uint8Array): Promise<void> {
  const service = BlobServiceClient.fromConnectionString(stack.storage.addresses.connectionString);
  const container = service.getContainerClient('flows');
  await container.createIfNotExists();
  await container.getBlockBlobClient('web-classification.zip').uploadData(zip);
}

async function releaseOfPush(api: ReturnType<typeof releasesApi>): Promise<string> {
  for (let tries = 0; tries < 300; tries += 1) {
    const [release] = await api.list(endpointName);
    if (release) return release.id;
    await wait(100);
  }
  throw new Error('the pushed flow did not become a release within 30 seconds');
}

const told = ({ id, state, fault }: Story) =>
  `release ${id} ${state}${fault ? `: ${fault.slug}: ${fault.message}` : ''}`;

type Expect = (holds: boolean, what: string) => void;

async function ask(stack: Stack, sampleFolder: string, show: Printer, expect: Expect, release: Story): Promise<void> {
  const view = workspaceView(stack.azure);
  const endpoint = await view.endpoint(endpointName);
  const lines = readFileSync(path.join(sampleFolder, 'data.jsonl'), 'utf8').trim().split('\n').slice(0, 3);
  for (const line of lines) {
    const { url, category } = JSON.parse(line) as { url: string; category: string };
    const { status, deployment, answer } = await view.score(endpoint, { url });
    const right = status === 200 && JSON.parse(answer).category === category && deployment === release.deployment;
    expect(right, `${url} → ${status} ${answer.trim()} (by ${deployment})`);
  }
  show.line(`POST ${endpoint.properties.scoringUri}`);
}

async function summarise(stack: Stack, show: Printer, expect: Expect, releases: readonly Story[]): Promise<void> {
  const view = workspaceView(stack.azure);
  const endpoint = await view.endpoint(endpointName);
  const { traffic } = endpoint.properties;
  const models = await view.assets('models');
  const environments = await view.assets('environments');
  const deployments = await view.deployments(endpointName);
  const latest = releases.at(-1)?.deployment ?? '';
  for (const model of models) show.line(`model         ${model}`);
  for (const environment of environments) show.line(`environment   ${environment}`);
  for (const deployment of deployments)
    show.line(`deployment    ${deployment}: ${traffic[deployment] ?? 0} % of the traffic`);
  for (const { role, scope, why } of await view.roles(endpoint.identity.principalId)) {
    show.line(
      `role          ${role}, on ${scope.split('/').slice(-2).join('/')} (${why.startsWith('flowferry') ? why : 'by Azure itself'})`,
    );
  }
  expect(models.length === 2, 'one model version per content');
  expect(environments.length === 1, 'one environment for both, since neither changed its requirements');
  expect(deployments.length === 2, 'two deployments: the new one, and the one before it as the way back');
  expect(traffic[latest] === 100, `all traffic goes to ${latest}`);
  for (const release of releases)
    expect(overlap(release), `in ${release.id} the three preparations ran at the same time`);
  for (const release of releases) show.line(`${release.id} took ${span(durationInSeconds(release))} in Azure's time`);
}

/** Whether model, environment and endpoint were all under way at one moment. */
function overlap({ steps }: Story): boolean {
  const names = ['register model', 'build environment', 'ensure endpoint'];
  const found = steps.filter((step) => names.includes(step.name) && step.endedAt !== undefined);
  const lastStart = Math.max(...found.map((step) => Date.parse(step.startedAt)));
  const firstEnd = Math.min(...found.map((step) => Date.parse(step.endedAt ?? '')));
  return found.length === names.length && lastStart < firstEnd;
}

function durationInSeconds({ steps }: Story): number {
  const times = steps
    .flatMap((step) => [step.startedAt, step.endedAt ?? step.startedAt])
    .map((time) => Date.parse(time));
  return (Math.max(...times) - Math.min(...times)) / 1000;
}
