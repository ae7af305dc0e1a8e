import { announcement } from '../../domain/announcement.ts';
import type { recordRest as contract, RestEnding } from '../../domain/contracts.ts';
import { done, type Fault } from '../../domain/outcome.ts';
import { type Retirement, retirementNote } from '../../domain/retirement.ts';
import type { LiveRelease } from '../../domain/watch.ts';
import { type EndpointRef, endpointKey } from '../../domain/workspace.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Writes down how it ended that an endpoint was put to rest or brought back, and tells people. */
export const recordRest =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, endpoint, ending, fault }) => {
    const resting = await world.notes.retirements.get(endpoint, retirementNote);
    const at = world.clock.now().toISOString();
    if (ending === 'retired' && resting) await close(world, endpoint, { ...resting, state: 'retired', retiredAt: at });
    if (ending === 'restored')
      await reopen(world, releaseId, endpoint, resting?.live && { ...resting.live, since: at });
    await world.announcements.record(
      announcement({
        ...{ kind: fault ? 'page' : 'cost', at, releaseId, endpoint },
        about: endpointKey(endpoint),
        variant: `${ending}/${resting?.requestedAt ?? at}`,
        text: `${sentences[ending](endpoint, resting)}${fault ? ` ${fault.message}` : ''}`,
        ...remedyOf(ending, endpoint, fault),
      }),
    );
    return done({});
  };

async function close(world: World, endpoint: EndpointRef, resting: Retirement): Promise<void> {
  await world.notes.retirements.put(endpoint, retirementNote, resting);
  await world.releases.update(resting.releaseId, { state: 'retired' });
}

/** It is watched again, from now on: what was measured before is another endpoint's. */
async function reopen(
  world: World,
  releaseId: string,
  endpoint: EndpointRef,
  live: LiveRelease | undefined,
): Promise<void> {
  await world.releases.update(releaseId, { state: 'succeeded' });
  if (live) await world.fleet.enter(live);
  await world.notes.retirements.remove(endpoint, retirementNote);
}

type Sentence = (endpoint: EndpointRef, resting: Retirement | undefined) => string;
const sentences: Readonly<Record<RestEnding, Sentence>> = {
  retired: ({ name }, resting) => `Endpoint ${name} was retired. ${resting?.reason ?? ''}`,
  scaledToOne: ({ name }, resting) =>
    `Endpoint ${name} has one instance for each deployment now. ${resting?.reason ?? ''}`,
  restored: ({ name }) => `Endpoint ${name} is back as it was. Callers with a key need the new one.`,
  notRetired: ({ name }) => `Endpoint ${name} could not be retired to the end.`,
  notRestored: ({ name }) => `Endpoint ${name} could not be brought back to the end.`,
  notScaledToOne: ({ name }) => `Endpoint ${name} could not be scaled down.`,
};

function remedyOf(ending: RestEnding, { name }: EndpointRef, fault: Fault | undefined): { remedy?: string } {
  if (fault) return { remedy: fault.remedy };
  return ending === 'restored' ? {} : { remedy: `npx flowferry restore ${name} brings it back as it was.` };
}
