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
    const messages = warnings.map(({ message }) => message);
    if (messages.length > 0) await world.releases.update(releaseId, { warnings: messages });
    const fault = asOneFault(faults);
    return fault ? { kind: 'refused', fault } : done({ warnings: messages.length, notChecked });
  };
