import { describe, expect, test } from 'vitest';
import { done, refused } from '../../domain/outcome.ts';
import type { Release } from '../../domain/release.ts';
import { completePart, minutesOf } from '../../domain/series.ts';
import type { World } from '../../domain/world.ts';
import { type AppUnderTest, chatZip, release, startApp } from '../support/app-under-test.ts';

interface Behaviour {
  readonly requests: number;
  readonly errors: number;
}

/** What Azure Monitor would say of two deployments: so many requests and errors in every minute. */
function measuring(clock: () => number, behaviour: (isCandidate: boolean, at: string) => Behaviour): World['metrics'] {
  return {
    readLoad: async () => done([]),
    async read(endpoints, asked) {
      const window = completePart(asked, new Date(clock()));
      const series = (deployment: string, isCandidate: boolean) => ({
        deployment,
        minutes: minutesOf(window).map((at) => {
          const { requests, errors } = behaviour(isCandidate, at);
          return { at, requests: { succeeded: requests - errors, modelErrors: errors }, latency: { p95: 800 } };
        }),
      });
      const deployments = [series(candidate, true), series(stable, false)];
      return done({ window, endpoints: endpoints.map((endpoint) => ({ endpoint, deployments, gaps: [] })) });
    },
  };
}

let candidate = '';
let stable = '';

const steps = '[{traffic: 10, hold: 10m}, {traffic: 50, hold: 5m}, {traffic: 100}]';
const canary = `endpoint: {name: chat}\nrollout: {strategy: canary, steps: ${steps}, maxDuration: 1h}\n`;
const manifestWith = (more: string) => ({
  'answer.jinja2': 'Second',
  'deploy.yaml': canary.replace('maxDuration: 1h', `maxDuration: 1h, ${more}`),
});
const second = { 'answer.jinja2': 'Second', 'deploy.yaml': canary };

const healthy = (isCandidate: boolean): Behaviour => ({ requests: isCandidate ? 60 : 540, errors: 0 });
const failing = (isCandidate: boolean): Behaviour => ({
  requests: isCandidate ? 60 : 540,
  errors: isCandidate ? 20 : 1,
});
const silent = (): Behaviour => ({ requests: 0, errors: 0 });

async function startCanary(behaviour: (isCandidate: boolean, at: string) => Behaviour): Promise<AppUnderTest> {
  const clock = { now: () => 0 };
  const app = await startApp({ metrics: measuring(() => clock.now(), behaviour) });
  clock.now = app.clock.now;
  stable = (await release(app)).deployment ?? '';
  candidate = 'f-candidate';
  const { update } = app.world.releases;
  Object.assign(app.world.releases, {
    async update(id: string, change: { deployment?: string }) {
      if (change.deployment) candidate = change.deployment;
      await update(id, change);
    },
  });
  return app;
}

const trafficWritten = (app: AppUnderTest) =>
  app.memory.changes.filter((change) => change.startsWith('traffic')).slice(1);
const names = ({ steps }: Release) => steps.map(({ name }) => name);

describe('a canary', () => {
  test('that is healthy walks 10, 50, 100, and stays', async () => {
    const app = await startCanary(healthy);

    const told = await release(app, second);

    expect(told.state).toBe('succeeded');
    expect(trafficWritten(app)).toEqual(
      [10, 50]
        .map((share) => `traffic {"${candidate}":${share},"${stable}":${100 - share}}`)
        .concat(`traffic {"${candidate}":100}`),
    );
    expect(names(told)).toEqual(
      expect.arrayContaining([
        'shift traffic to 10 %',
        'hold at 10 %',
        'shift traffic to 50 %',
        'hold at 50 %',
        'shift traffic',
      ]),
    );
    expect(told.verdict).toMatchObject({ word: 'healthy', reasons: expect.arrayContaining([expect.any(String)]) });
  });

  test('that fails goes back at 10 %, and the traffic reads back as it was', async () => {
    const app = await startCanary(failing);

    const told = await release(app, second);

    expect(told).toMatchObject({ state: 'refused', fault: { slug: 'regressed' } });
    expect(told.fault?.message).toMatch(/errors \d+ of \d+/);
    expect(trafficWritten(app)).toHaveLength(2);
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [stable]: 100 });
    expect([...app.memory.deployments.keys()]).toEqual([stable]);
  });

  test.each([
    ['wait', 'refused', 'rollout-timed-out'],
    ['pause', 'refused', 'rollout-timed-out'],
    ['rollBack', 'refused', 'inconclusive'],
    ['promote', 'succeeded', undefined],
  ])('without traffic and with onInconclusive: %s is %s', async (onInconclusive, state, slug) => {
    const app = await startCanary(silent);

    const told = await release(app, manifestWith(`onInconclusive: ${onInconclusive}`));

    expect(told.state).toBe(state);
    expect(told.fault?.slug).toBe(slug);
    expect(told.verdict?.word).not.toBe('healthy');
  });

  test('that cannot be measured is never promoted for it', async () => {
    const read = async () => refused('missing-permission', 'Metrics may not be read.', 'Grant Monitoring Reader.');
    const app = await startCanary(healthy);
    Object.assign(app.world.metrics, { read });

    const told = await release(app, second);

    expect(told).toMatchObject({ state: 'refused', fault: { slug: 'rollout-timed-out' } });
    expect(told.verdict?.reasons).toEqual(['Metrics may not be read.']);
  });

  test('in the shadow copies requests first, then walks', async () => {
    const app = await startCanary(healthy);
    const steps = '[{traffic: 30, hold: 10m}, {traffic: 100}]';

    const told = await release(app, {
      ...second,
      'deploy.yaml': `endpoint: {name: chat}\nrollout: {strategy: shadow, steps: ${steps}}`,
    });

    expect(told.state).toBe('succeeded');
    expect(names(told)).toEqual(
      expect.arrayContaining(['mirror 30 % of the traffic', 'hold at 30 % mirrored', 'shift traffic']),
    );
    expect(app.memory.endpoints.get('chat')).toMatchObject({ traffic: { [candidate]: 100 }, mirror: {} });
  });
});

describe('a person', () => {
  const say = async (app: AppUnderTest, id: string, command: string, by?: string) =>
    await fetch(`${app.host.url}/api/releases/${id}/commands`, {
      method: 'POST',
      body: JSON.stringify({ command, ...(by ? { by } : {}) }),
    });

  /** Lets a rollout run until the release is as wanted. */
  async function runUntil(
    app: AppUnderTest,
    changed: Readonly<Record<string, string>>,
    wanted: (told: Release) => boolean,
  ) {
    const { id } = (await (await app.post(await chatZip(changed))).json()) as { id: string };
    for (;;) {
      await app.host.idle();
      const told = app.memory.releases.get(id);
      if (told && wanted(told)) return id;
      if (!app.clock.jump()) throw new Error('the release never came to be as wanted');
    }
  }
  const isAt = (share: number) => (told: Release) => names(told).includes(`hold at ${share} %`);

  test.each([
    ['abort', 'refused', 'aborted'],
    ['promote', 'succeeded', undefined],
  ])('can %s a rollout, which is then %s', async (command, state, slug) => {
    const app = await startCanary(silent);
    const id = await runUntil(app, second, isAt(10));

    const answers = [await say(app, id, command)];
    await app.host.idle();
    if (command === 'promote') {
      while (!isAt(50)(app.memory.releases.get(id) as Release)) {
        app.clock.jump();
        await app.host.idle();
      }
      answers.push(await say(app, id, command));
    }
    await app.settle();

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    expect(app.memory.releases.get(id)).toMatchObject({ state });
    expect(app.memory.releases.get(id)?.fault?.slug).toBe(slug);
  });

  test('can pause a rollout and let it go on', async () => {
    const app = await startCanary(healthy);
    const id = await runUntil(app, second, isAt(10));

    await say(app, id, 'pause');
    app.clock.advance(1_800_000);
    await app.host.idle();
    const paused = app.memory.releases.get(id) as Release;
    await say(app, id, 'resume');
    await app.settle();

    expect(names(paused)).not.toContain('hold at 50 %');
    expect(app.memory.releases.get(id)?.state).toBe('succeeded');
  });

  const asking = manifestWith('approval: {before: 100, expires: 2h}');
  const isAsked = (told: Release) => told.state === 'waitingForApproval';

  test.each([
    ['approve', 'succeeded', undefined],
    ['reject', 'refused', 'approval-rejected'],
  ])('who is asked can %s the next step, with what was known then', async (command, state, slug) => {
    const app = await startCanary(healthy);
    const id = await runUntil(app, asking, isAsked);

    await say(app, id, command, 'ada@example.com');
    await app.settle();

    const told = app.memory.releases.get(id);
    expect(told).toMatchObject({ state, command: { by: 'ada@example.com', shown: { word: 'healthy' } } });
    expect(told?.fault?.slug).toBe(slug);
  });

  test('who is asked and does not answer lets it expire', async () => {
    const app = await startCanary(healthy);

    const told = await release(app, asking);

    expect(told).toMatchObject({ state: 'refused', fault: { slug: 'approval-expired' } });
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [stable]: 100 });
  });

  test('is told when it is too late, when it is unclear, and when there is nothing', async () => {
    const app = await startApp();
    const { id } = await release(app);

    const statuses = [
      await say(app, id, 'abort'),
      await say(app, id, 'dance'),
      await say(app, 'no-such-release', 'abort'),
    ];

    expect(statuses.map(({ status }) => status)).toEqual([409, 400, 404]);
  });
});
