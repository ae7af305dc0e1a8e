import type { preflight as contract } from '../../domain/contracts.ts';
import { environmentOf } from '../../domain/environment.ts';
import { asOneFault } from '../../domain/findings.ts';
import { done } from '../../domain/outcome.ts';
import { preflight as look } from '../../domain/preflight.ts';
import type { World } from '../../domain/world.ts';
import { lookAround } from '../look-around.ts';
import { observe } from '../observe.ts';
import { readKept } from '../open-kept.ts';
import type { WorkOf } from '../work-of.ts';

/** Looks for everything that would end the release later, before anything is changed. */
export const preflight =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, plan }) => {
    const read = await readKept(world, plan.package);
    if (read.kind === 'refused') return read;
    const { facts, manifest, files } = read.value;
    const endpoint = { workspaceId: plan.workspaceId, name: plan.endpoint.name };
    const observed = await observe(world, endpoint, facts, manifest);
    if (observed.kind === 'refused') return observed;
    const environment = environmentOf(facts, manifest, plan.environment.baseImage, files);
    const around = await lookAround(world, plan, read.value, { observed: observed.value, environment });
    const { faults, warnings, notChecked } = look(plan, around);
    await world.releases.update(releaseId, { warnings: warnings.map(({ message }) => message), notChecked });
    const fault = asOneFault(faults);
    if (fault) return { kind: 'refused', fault };
    return done({ warnings: warnings.length, notChecked: notChecked.length });
  };
