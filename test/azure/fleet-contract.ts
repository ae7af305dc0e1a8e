import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../domain/stores.ts';
import type { LiveRelease } from '../../domain/watch.ts';
import { workspaceId } from '../support/workspace-id.ts';

const newLive = (over: Partial<LiveRelease> = {}): LiveRelease => ({
  endpoint: { workspaceId, name: `e-${randomUUID().slice(0, 8)}` },
  releaseId: randomUUID(),
  deployment: 'f-new',
  previous: 'f-old',
  since: '2026-03-01T10:00:00.000Z',
  health: {
    errorRate: { max: 0.05, noWorseThanStable: 0.01 },
    latencyP95: { maxSeconds: 2.5, noWorseThanStable: 0.25 },
    minimumRequests: 20,
  },
  ...over,
});

/** What every keeper of the fleet does. */
export function describeFleetContract(name: string, makePort: () => Fleet): void {
  const namesIn = async (fleet: Fleet, names: readonly string[]) => {
    const found: LiveRelease[] = [];
    for await (const live of fleet.all()) if (names.includes(live.endpoint.name)) found.push(live);
    return found;
  };

  describe(`the fleet, as ${name} keeps it`, () => {
    test.each([
      ['with all that is known of it', newLive()],
      ['as the first of its endpoint', (({ previous: _, ...first }) => first)(newLive())],
    ])('has what has entered, %s', async (_, live) => {
      const fleet = makePort();

      await fleet.enter(live);

      expect(await namesIn(fleet, [live.endpoint.name])).toEqual([live]);
    });

    test('has one release an endpoint: the one that entered last', async () => {
      const fleet = makePort();
      const first = newLive();
      const second = newLive({ endpoint: first.endpoint, deployment: 'f-newer', previous: 'f-new' });

      for (const live of [first, second, second]) await fleet.enter(live);

      expect(await namesIn(fleet, [first.endpoint.name])).toEqual([second]);
    });

    test('knows an endpoint whatever the case of its name, and its workspace', async () => {
      const fleet = makePort();
      const live = newLive();
      const { name } = live.endpoint;
      const shouted = { workspaceId: workspaceId.toUpperCase(), name: name.toUpperCase() };
      const elsewhere = newLive({ endpoint: { workspaceId: `${workspaceId}-2`, name } });
      for (const each of [live, elsewhere]) await fleet.enter(each);

      await fleet.enter({ ...live, endpoint: shouted, deployment: 'f-newer' });

      const found = await namesIn(fleet, [name, shouted.name]);
      expect(found.map(({ deployment }) => deployment).sort()).toEqual(['f-new', 'f-newer']);
    });

    test('has nothing of what has left, which may leave twice and come back', async () => {
      const fleet = makePort();
      const live = newLive();
      const other = newLive();
      for (const each of [live, other]) await fleet.enter(each);

      for (const endpoint of [live.endpoint, live.endpoint]) await fleet.leave(endpoint);
      const without = await namesIn(fleet, [live.endpoint.name, other.endpoint.name]);
      await fleet.enter(live);

      expect(without).toEqual([other]);
      expect(await namesIn(fleet, [live.endpoint.name])).toEqual([live]);
    });

    test('is read to its end, over all its pages', async () => {
      const fleet = makePort();
      const made = Array.from({ length: 620 }, () => newLive());
      for (let at = 0; at < made.length; at += 40) {
        await Promise.all(made.slice(at, at + 40).map((live) => fleet.enter(live)));
      }

      const found = await namesIn(
        fleet,
        made.map(({ endpoint }) => endpoint.name),
      );

      expect(new Set(found.map(({ releaseId }) => releaseId))).toEqual(new Set(made.map(({ releaseId }) => releaseId)));
      expect(found).toHaveLength(made.length);
    });
  });
}
