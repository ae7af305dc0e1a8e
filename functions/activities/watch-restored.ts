import type { watchRestored as contract } from '../../domain/contracts.ts';
import { manifestSchema } from '../../domain/manifest/schema.ts';
import { done } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import { manifestOf } from '../manifest-of.ts';
import { wayBackOf } from '../way-back.ts';
import type { WorkOf } from '../work-of.ts';

/**
 * Hands what serves again after a roll-back to the watch, as the release that it was. Its own way back is mostly gone by then.
 * What others made is not Flowferry's to watch.
 */
export const watchRestored =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint, wayBack: { deployment, testedWith } }) => {
    const release = testedWith === undefined ? undefined : await world.releases.get(testedWith);
    if (release?.state !== 'succeeded') {
      await world.fleet.leave(endpoint);
      return done({});
    }
    const { health = usualHealth } = (await manifestOf(world, release.id)) ?? {};
    const previous = wayBackOf(release, await world.deployments.list(endpoint));
    const since = world.clock.now().toISOString();
    await world.fleet.enter({ endpoint, releaseId: release.id, deployment, since, health, ...previous });
    return done({});
  };

/** What a manifest that says nothing asks for. Where the package cannot be read any more, to be watched so is better than not. */
const usualHealth = manifestSchema.parse({ endpoint: { name: 'any' } }).health;
