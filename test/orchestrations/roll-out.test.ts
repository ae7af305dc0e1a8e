import { describe, expect, test } from 'vitest';
import { refused } from '../../domain/outcome.ts';
import type { Release } from '../../domain/release.ts';
import { type AppUnderTest, release } from '../support/app-under-test.ts';
import { failing, healthy, manifestWith, second, sides, silent, startCanary } from '../support/canary.ts';

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
        .map((share) => `traffic {"${sides.candidate}":${share},"${sides.stable}":${100 - share}}`)
        .concat(`traffic {"${sides.candidate}":100}`),
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
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [sides.stable]: 100 });
    expect([...app.memory.deployments.keys()]).toEqual([sides.stable]);
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

  test('beside a stable deployment that fails as well calls a person, once', async () => {
    const app = await startCanary(() => ({ requests: 100, errors: 40 }));

    const told = await release(app, second);

    const pages = app.log.filter((line) => line.includes('"event":"page"'));
    expect(told).toMatchObject({ fault: { slug: 'rollout-timed-out' }, verdict: { page: expect.any(String) } });
    expect(pages.map((line) => JSON.parse(line))).toMatchObject([{ release: told.id, endpoint: 'chat' }]);
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
    expect(app.memory.endpoints.get('chat')).toMatchObject({ traffic: { [sides.candidate]: 100 }, mirror: {} });
  });

  test('in the shadow that fails has no requests copied to it any more', async () => {
    const app = await startCanary(failing);
    const steps = '[{traffic: 30, hold: 10m}, {traffic: 100}]';

    const told = await release(app, {
      ...second,
      'deploy.yaml': `endpoint: {name: chat}\nrollout: {strategy: shadow, steps: ${steps}}`,
    });

    expect(told.fault?.slug).toBe('regressed');
    expect(app.memory.endpoints.get('chat')).toMatchObject({ traffic: { [sides.stable]: 100 }, mirror: {} });
  });

  test('that fails gets its way back even when Azure says no at first', async () => {
    const app = await startCanary(failing);
    const { beginTraffic } = app.world.endpoints;
    let refusals = 0;
    Object.assign(app.world.endpoints, {
      async beginTraffic(...asked: Parameters<typeof beginTraffic>) {
        const isBack = asked[1][sides.stable] === 100;
        if (isBack) refusals += 1;
        return isBack && refusals < 4 ? refused('operation-failed', 'No.', 'Ask again.') : await beginTraffic(...asked);
      },
    });

    const told = await release(app, second);

    expect(told.state).toBe('refused');
    expect(refusals).toBe(4);
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [sides.stable]: 100 });
    expect([...app.memory.deployments.keys()]).toEqual([sides.stable]);
  });

  test('of content that serves already leaves it all of the traffic', async () => {
    const app = await startCanary(failing);
    const failed = await release(app, second);

    const again = await release(app);

    expect(failed.state).toBe('refused');
    expect(again).toMatchObject({ state: 'succeeded', deployment: sides.stable });
    expect(again.previous).toBeUndefined();
    expect(trafficWritten(app).at(-1)).toBe(`traffic {"${sides.stable}":100}`);
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [sides.stable]: 100 });
  });

  test('of content that serves already keeps its way back', async () => {
    const app = await startCanary((isCandidate, at) => (at < badSince ? healthy : failing)(isCandidate));
    let badSince = '9';
    const zeroth = sides.stable;
    const live = await release(app, second);
    badSince = new Date(app.clock.now()).toISOString();
    const failed = await release(app, { ...second, 'answer.jinja2': 'Third' });

    const again = await release(app, second);

    expect([live.state, failed.state, again.state]).toEqual(['succeeded', 'refused', 'succeeded']);
    expect(again).toMatchObject({ deployment: live.deployment, previous: zeroth });
    expect(again.id).not.toBe(live.id);
    expect([...app.memory.deployments.keys()].sort()).toEqual([zeroth, live.deployment].sort());
    expect([...app.memory.live.values()]).toMatchObject([{ releaseId: again.id, previous: zeroth }]);
  });
});
