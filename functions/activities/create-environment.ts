import type { createEnvironment as contract } from '../../domain/contracts.ts';
import { environmentOf } from '../../domain/environment.ts';
import type { World } from '../../domain/world.ts';
import { readKept } from '../open-kept.ts';
import type { WorkOf } from '../work-of.ts';

/** Creates the version of the environment that the plan names. Azure builds its image with the first deployment. */
export const createEnvironment =
  (world: World): WorkOf<typeof contract> =>
  async ({ plan }) => {
    const read = await readKept(world, plan.package);
    if (read.kind === 'refused') return read;
    const { facts, manifest, files } = read.value;
    const { name, version, baseImage } = plan.environment;
    const spec = environmentOf(facts, manifest, baseImage, files);
    return await world.environments.create(plan.workspaceId, name, version, spec);
  };
