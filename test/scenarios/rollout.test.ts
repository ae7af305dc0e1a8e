import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { releasesApi, type Story } from '../../emulator/demo/releases.ts';
import { workspaceView } from '../../emulator/demo/workspace.ts';
import { type Stack, startStack } from '../../emulator/stack.ts';
import { allChannels, channelSecrets, idsOf, openReceivers, toldTo, untold } from '../support/all-channels.ts';
import { chatFlow } from '../support/app-under-test.ts';
import { everyAnswer, expectNoSecretOut } from '../support/secret-scan.ts';
import { zipOf } from '../support/zip.ts';

const stateFolder = mkdtempSync(path.join(tmpdir(), 'flowferry-rollout-'));
const log: string[] = [];
let stack: Stack;
beforeAll(async () => {
  const note = ({ message }: { message: string }) => log.push(message);
  const options = { appFolder: path.resolve('.'), stateFolder, speed: 2400, seed: 7, log: note, settings: allChannels };
  stack = await startStack(options);
  await openReceivers(stack);
}, 60_000);
afterAll(async () => {
  await stack.stop();
  rmSync(stateFolder, { recursive: true, force: true });
});

afterEach(async () => {
  for (const what of ['traffic', 'behaviours']) await fetch(`${stack.azure.controlUrl}/${what}`, { method: 'DELETE' });
});

/** What these tests read of a release besides what the demo reads. */
interface Told extends Story {
  readonly endedAt?: string;
  readonly verdict?: {
    readonly word: string;
    readonly page?: string;
    readonly reasons: readonly string[];
    readonly at: string;
  };
}

const steps = '[{traffic: 10, hold: 10m}, {traffic: 50, hold: 10m}, {traffic: 100}]';

/** A canary for an endpoint of its own, so that the cases do not meet. */
const flowFor = (endpoint: string, prompt: string) =>
  zipOf({
    ...chatFlow,
    'answer.jinja2': prompt,
    'deploy.yaml': `endpoint: {name: ${endpoint}}\nrollout: {strategy: canary, steps: ${steps}}`,
  });

/** Looks at a release until it is as wanted. */
async function told(id: string, wanted: (story: Told) => boolean): Promise<Told> {
  for (;;) {
    const story = (await releasesApi(stack.host.url).get(id)) as Told;
    if (wanted(story)) return story;
    await wait(25);
  }
}
const hasEnded = ({ state }: Story) => ['succeeded', 'refused', 'rolledBack'].includes(state);

async function post(url: string, body: object, status: number): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status).toBe(status);
}
const control = (what: string, body: object) => post(`${stack.azure.controlUrl}/${what}`, body, 201);
const misbehave = (rule: object) => control('behaviours', { errorRate: 0.5, ...rule });

/** A release that is live and has clients; then a second one, on its way. */
async function secondRelease(endpoint: string) {
  const api = releasesApi(stack.host.url);
  const first = await api.post(await flowFor(endpoint, 'First'), 'chat.zip');
  const { deployment: stable = '' } = await told(first.id, hasEnded);
  await control('traffic', { endpoint, requestsPerMinute: 30, body: { question: 'Why?' } });
  const { id } = await api.post(await flowFor(endpoint, 'Second'), 'chat.zip');
  const { deployment: candidate = '' } = await told(id, ({ deployment }) => deployment !== undefined);
  return { id, stable, candidate };
}

const trafficOf = async (endpoint: string) => (await workspaceView(stack.azure).endpoint(endpoint)).properties.traffic;
const shifted = ({ steps }: Story) =>
  steps.filter(({ name, state }) => name.startsWith('shift traffic') && state === 'done').map(({ name }) => name);
const reasonOf = ({ steps }: Story, step: string) => steps.find(({ name }) => name === step)?.reason;

test('a good release walks 10, 50, 100, and stays', { timeout: 60_000 }, async () => {
  const { id, candidate } = await secondRelease('good');

  const story = await told(id, hasEnded);
  const later = Date.parse(story.endedAt ?? '') + hourInMs;
  while (stack.clock.now() < later) await wait(25);

  expect(shifted(story)).toEqual(['shift traffic to 10 %', 'shift traffic to 50 %', 'shift traffic']);
  expect(story).toMatchObject({ state: 'succeeded', verdict: { word: 'healthy' } });
  expect(await told(id, hasEnded)).toMatchObject({ state: 'succeeded' });
  expect(await trafficOf('good')).toEqual({ [candidate]: 100 });
});

test('a bad release goes back at 10 %, and leaves the traffic as it was', { timeout: 60_000 }, async () => {
  const { id, stable, candidate } = await secondRelease('bad');
  await misbehave({ endpoint: '^bad$', deployment: candidate, from: new Date(await smokeTested(id)).toISOString() });

  const story = await told(id, hasEnded);

  expect(shifted(story)).toEqual(['shift traffic to 10 %']);
  expect(story).toMatchObject({ state: 'refused', fault: { slug: 'regressed' }, verdict: { word: 'regressed' } });
  expect(story.fault?.message).toMatch(/errors \d+ of \d+/);
  expect(reasonOf(story, 'restore traffic')).toBe(`traffic reads back as ${stable} 100 %`);
  expect(await trafficOf('bad')).toEqual({ [stable]: 100 });
});

/** When the candidate has answered its smoke test: from then on it may misbehave. */
async function smokeTested(id: string): Promise<number> {
  await told(id, ({ steps }) => steps.some(({ name, state }) => name === 'smoke test' && state === 'done'));
  return stack.clock.now();
}

const minuteInMs = 60_000;
const hourInMs = 60 * minuteInMs;
/** The watch looks every five minutes, half a minute past: half a minute after a look is the worst time to turn bad. */
const watchPeriodInMs = 5 * minuteInMs;

test('a release that turns bad after two hours is rolled back by the second look of the watch', {
  timeout: 60_000,
}, async () => {
  const { id, stable, candidate } = await secondRelease('late');
  const { endedAt = '' } = await told(id, hasEnded);
  const twoHoursOn = Date.parse(endedAt) + 2 * hourInMs;
  const onset = Math.ceil(twoHoursOn / watchPeriodInMs) * watchPeriodInMs + minuteInMs;
  const from = new Date(onset).toISOString();
  await misbehave({ endpoint: '^late$', deployment: candidate, from });

  const story = await told(id, ({ state }) => state === 'rolledBack');

  expect([1, 2]).toContain(looksOfTheWatch(from, story.verdict?.at ?? '').length);
  expect(story).toMatchObject({ fault: { slug: 'rolled-back' }, verdict: { word: 'regressed' } });
  expect(reasonOf(story, 'probe the way back')).toBe('it answers as it should');
  expect(reasonOf(story, 'restore traffic')).toBe(`traffic reads back as ${stable} 100 %`);
  expect(await trafficOf('late')).toEqual({ [stable]: 100 });
  expect(log.filter((line) => line.includes('"event":"regressed"') && line.includes(id))).toHaveLength(1);
});

/** Which looks of the watch could have seen the first bad minute: by the ends of the windows it asked for. */
function looksOfTheWatch(from: string, until: string): string[] {
  const asked = stack.azure.requests
    .all()
    .filter(({ host, time }) => host.includes('metrics.monitor') && time > from && time <= until);
  const ends = asked.map(({ query }) => new Date(new URLSearchParams(query).get('endtime') ?? 0).toISOString());
  return [...new Set(ends)].filter((end) => end > from);
}

test('where both turn bad a person is called, and nothing moves', { timeout: 60_000 }, async () => {
  const { id, stable, candidate } = await secondRelease('both-bad');
  await told(id, (story) => hasEnded(story) || shifted(story).length > 0);
  await misbehave({ endpoint: '^both-bad$' });

  const called = await told(id, (story) => hasEnded(story) || story.verdict?.page !== undefined);
  const later = Date.parse(called.verdict?.at ?? '') + hourInMs;
  const still = await told(id, (story) => hasEnded(story) || Date.parse(story.verdict?.at ?? '') > later);
  const between = await trafficOf('both-bad');
  await post(`${stack.host.url}/api/releases/${id}/commands`, { command: 'abort' }, 202);
  const story = await told(id, hasEnded);

  expect(still).toMatchObject({ state: 'running', verdict: { word: 'inconclusive', page: expect.any(String) } });
  expect(between).toEqual({ [candidate]: 10, [stable]: 90 });
  expect(story).toMatchObject({ state: 'refused', fault: { slug: 'aborted' } });
  expect(await trafficOf('both-bad')).toEqual({ [stable]: 100 });
});

/** What came of each endpoint above, in the end. */
const news = [
  ['good', 'succeeded', 'Released'],
  ['bad', 'rolledBack', 'Rolled back'],
  ['late', 'rolledBack', 'Rolled back'],
  ['both-bad', 'page', 'A person is needed'],
  ['both-bad', 'rolledBack', 'Rolled back'],
] as const;

test('all of it was told to everybody, once', { timeout: 60_000 }, async () => {
  while (untold(await toldTo(stack), news).length > 0) await wait(25);
  const { topic, webhook } = await toldTo(stack);

  expect(new Set(idsOf(webhook)).size).toBe(webhook.length);
  expect(idsOf(topic)).toEqual(idsOf(webhook));
});

test('no secret got out on the way: not into history, tables, blobs, queues, log, answers or messages', async () => {
  const answers = await everyAnswer(
    stack,
    news.map(([name]) => name),
  );
  const messages = Object.values(await toldTo(stack)).map((each) => JSON.stringify(each));

  await expectNoSecretOut(stack, stateFolder, { log, answers, messages }, channelSecrets);
});
