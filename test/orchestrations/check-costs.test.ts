import { describe, expect, test } from 'vitest';
import { type AppUnderTest, release, startApp } from '../support/app-under-test.ts';
import { workspaceId } from '../support/workspace-id.ts';

const endpoint = { workspaceId, name: 'chat' };
const day = 86_400_000;
const idle = { hours: 48, measuredHours: 48, hasRequests: false };
const manifest = (onIdle: string) => ({
  'deploy.yaml': `endpoint: {name: chat}\ndeployment: {instanceCount: 2}\ncost: {idleAfter: 2d, onIdle: ${onIdle}}`,
});
const daily = ['checkCosts', 'keepHouse'] as const;

async function served(onIdle: string) {
  const app = await startApp({}, daily);
  const live = await release(app, manifest(onIdle));
  app.memory.use.set('chat', idle);
  return { app, live };
}
const look = async (app: AppUnderTest, daysLater: number) => {
  // In one leap, as for an app that slept.
  app.clock.advance(daysLater * day);
  await app.host.runTimer('checkCosts');
  await app.host.idle();
  await app.settle();
};
const told = (app: AppUnderTest) =>
  app.log.filter((line) => line.includes('"event":"idle"')).map((line) => JSON.parse(line).action);
const picture = ({ memory }: AppUnderTest) => [
  [...memory.endpoints.keys()],
  [...memory.deployments.values()].map(({ instanceCount }) => instanceCount),
];

describe('the sentinel', () => {
  test('tells people first, takes instances away a day later, and retires after one more', async () => {
    const { app } = await served('retire');

    await app.host.runTimer('checkCosts');
    const young = told(app);
    for (const _ of [1, 2, 3, 4, 5]) await look(app, 1.01);

    expect(young).toEqual([]);
    expect([...new Set(told(app))]).toEqual(['tell', 'scaleToOne', 'retire']);
    expect(picture(app)).toEqual([[], []]);
  });

  test('does no more than the manifest says', async () => {
    const { app } = await served('notify');

    for (const _ of [1, 2, 3, 4, 5]) await look(app, 1.01);

    expect(new Set(told(app))).toEqual(new Set(['tell']));
    expect(picture(app)).toEqual([['chat'], [2]]);
  });

  test.each([
    ['had requests', { ...idle, hasRequests: true }],
    ['was not measured', { ...idle, measuredHours: 10 }],
    ['cannot be read', undefined],
  ])('leaves alone what %s', async (_, use) => {
    const { app } = await served('retire');
    if (use) app.memory.use.set('chat', use);
    else app.memory.use.clear();

    for (const _again of [1, 2, 3, 4, 5]) await look(app, 1.01);

    expect(told(app)).toEqual([]);
    expect(picture(app)).toEqual([['chat'], [2]]);
  });

  test('looks twice at the same time without doing twice', async () => {
    const { app } = await served('scaleToOne');
    await look(app, 3);
    app.clock.advance(day);

    await Promise.all([app.host.runTimer('checkCosts'), app.host.runTimer('checkCosts')]);
    await app.host.idle();
    await app.settle();

    expect(app.memory.changes.filter((change) => change.startsWith('scale'))).toHaveLength(1);
  });

  test('does nothing while anything is wanted of the endpoint, or to what others made', async () => {
    const { app, live } = await served('retire');
    const waiting = { kind: 'deploy', releaseId: 'w', endpoint, requestedAt: '', attempt: 1 } as const;
    await app.world.intents.record(waiting);
    app.clock.advance(3 * day);
    await app.host.runTimer('checkCosts');
    await app.world.intents.remove(waiting);
    for (const [name, found] of app.memory.endpoints) app.memory.endpoints.set(name, { ...found, tags: {} });

    await look(app, 2);

    expect(told(app)).toEqual([]);
    expect(live.state).toBe('succeeded');
  });

  test('begins anew when the endpoint has been brought back', async () => {
    const { app } = await served('retire');
    for (const _ of [1, 2, 3, 4, 5]) await look(app, 1.01);
    await fetch(`${app.host.url}/api/endpoints/chat/restore`, { method: 'POST' });
    await app.settle();
    const before = told(app).length;

    await look(app, 3);

    expect(told(app).slice(before)).toEqual(['tell']);
    expect(picture(app)).toEqual([['chat'], [2]]);
  });
});

test('histories of what ended are removed after a month, and nothing that runs is', async () => {
  const { app } = await served('notify');
  // Nothing new may begin meanwhile: what has just ended stays.
  app.memory.use.clear();
  const count = app.host.instances.list().length;

  app.clock.advance(20 * day);
  await app.host.idle();
  await app.host.runTimer('keepHouse');
  const kept = app.host.instances.list().length;
  app.clock.advance(200 * day);
  await app.host.idle();
  await app.host.runTimer('keepHouse');

  expect(kept).toBeGreaterThanOrEqual(count);
  expect(app.host.instances.list()).toEqual([]);
});
