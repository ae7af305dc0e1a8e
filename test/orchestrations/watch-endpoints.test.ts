import { describe, expect, test } from 'vitest';
import { done, refused } from '../../domain/outcome.ts';
import { completePart, minutesOf } from '../../domain/series.ts';
import type { World } from '../../domain/world.ts';
import { type AppUnderTest, release, startApp } from '../support/app-under-test.ts';

/** So many errors of a hundred requests, by deployment and minute. */
type Errors = (deployment: string, at: string) => number;

async function startFleet(errors: Errors) {
  const clock = { now: () => 0 };
  const read: World['metrics']['read'] = async (endpoints, asked) => {
    const window = completePart(asked, new Date(clock.now()));
    const seriesFor = (deployment: string) => ({
      deployment,
      minutes: minutesOf(window).map((at) => {
        const failed = errors(deployment, at);
        return { at, requests: { succeeded: 100 - failed, modelErrors: failed }, latency: { p95: 500 } };
      }),
    });
    const deployments = [...known].map(seriesFor);
    return done({ window, endpoints: endpoints.map((endpoint) => ({ endpoint, deployments, gaps: [] })) });
  };
  const app = await startApp({ metrics: { read, readLoad: async () => done([]) } }, ['watchEndpoints']);
  clock.now = app.clock.now;
  return app;
}
let known = new Set<string>();

const second = { 'answer.jinja2': 'Second' };

/** Lets so many minutes pass, with the watch at work. */
async function pass(app: AppUnderTest, minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 5) {
    app.clock.advance(5 * 60_000);
    await app.host.idle();
  }
}

async function twoReleases(errors: Errors) {
  known = new Set();
  const app = await startFleet(errors);
  const first = await release(app);
  known.add(first.deployment ?? '');
  const live = await release(app, second);
  known.add(live.deployment ?? '');
  return { app, first, live };
}

describe('the watch', () => {
  test('leaves alone what is healthy', async () => {
    const { app, live } = await twoReleases(() => 0);

    await pass(app, 180);

    expect(app.memory.releases.get(live.id)?.state).toBe('succeeded');
    expect([...app.memory.live.values()]).toMatchObject([{ releaseId: live.id }]);
  });

  test('goes back from what fails after two hours, within two of its periods', async () => {
    let badSince = '9';
    const { app, first, live } = await twoReleases((deployment, at) =>
      at >= badSince && deployment !== first.deployment ? 40 : 0,
    );
    await pass(app, 120);
    badSince = new Date(app.clock.now()).toISOString();

    await pass(app, 10);
    await app.settle();

    expect(app.memory.releases.get(live.id)).toMatchObject({ state: 'rolledBack', verdict: { word: 'regressed' } });
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [first.deployment ?? '']: 100 });
    expect([...app.memory.live.values()]).toMatchObject([{ releaseId: first.id, deployment: first.deployment }]);
  });

  test('goes on to look after what it went back to', async () => {
    let badSince = '9';
    let allBadSince = '9';
    const { app, first } = await twoReleases((deployment, at) =>
      at >= allBadSince || (at >= badSince && deployment !== first.deployment) ? 40 : 0,
    );
    await pass(app, 120);
    badSince = new Date(app.clock.now()).toISOString();
    await pass(app, 10);
    await app.settle();
    await pass(app, 130);
    allBadSince = new Date(app.clock.now()).toISOString();

    await pass(app, 30);

    const pages = app.log.filter((line) => line.includes('"event":"page"') && line.includes(first.id));
    expect(pages).toHaveLength(1);
    expect(app.memory.releases.get(first.id)).toMatchObject({
      state: 'succeeded',
      verdict: { page: expect.any(String) },
    });
  });

  test('calls a person where there is nothing to go back to, once', async () => {
    known = new Set();
    let badSince = '9';
    const app = await startFleet((_, at) => (at >= badSince ? 40 : 0));
    const only = await release(app);
    known.add(only.deployment ?? '');
    await pass(app, 130);
    badSince = new Date(app.clock.now()).toISOString();

    await pass(app, 30);

    expect(app.memory.releases.get(only.id)).toMatchObject({
      state: 'succeeded',
      verdict: { page: expect.any(String) },
    });
    expect(app.log.filter((line) => line.includes('"event":"page"'))).toHaveLength(1);
    expect(app.memory.changes.filter((change) => change.startsWith('traffic'))).toHaveLength(1);
  });

  test('calls a person once where what it compares with fails too, however far the numbers grow', async () => {
    const { app, live } = await twoReleases(() => 40);

    await pass(app, 90);

    const pages = app.log.filter((line) => line.includes('"event":"page"')).map((line) => JSON.parse(line).reason);
    expect(pages.length).toBeGreaterThan(0);
    expect(new Set(pages.map((page: string) => page.replace(/[\d.,]+/g, '#'))).size).toBe(pages.length);
    expect(app.memory.releases.get(live.id)?.state).toBe('succeeded');
  });

  test('says so when it cannot measure, and changes nothing', async () => {
    const { app, live } = await twoReleases(() => 0);
    Object.assign(app.world.metrics, { read: async () => refused('missing-permission', 'No.', 'Grant it.') });

    await pass(app, 10);

    expect(app.log.some((line) => line.includes('"event":"unmeasured"'))).toBe(true);
    expect(app.memory.releases.get(live.id)?.state).toBe('succeeded');
  });

  test('measures fifty endpoints in one call, and no more', async () => {
    const { app, live } = await twoReleases(() => 0);
    const sizes: number[] = [];
    Object.assign(app.world.metrics, {
      async read(endpoints: readonly unknown[]) {
        sizes.push(endpoints.length);
        return refused('missing-permission', 'No.', 'Grant it.');
      },
    });
    const [known50] = [...app.memory.live.values()];
    for (let n = 0; n < 119; n += 1) {
      if (known50) app.memory.live.set(`e${n}`, { ...known50, endpoint: { ...known50.endpoint, name: `e${n}` } });
    }

    await app.host.runTimer('watchEndpoints');

    expect(sizes).toEqual([50, 50, 20]);
    expect(live.state).toBe('succeeded');
  });
});
