import type { ComputeFacts, MachineSize } from './compute.ts';
import { type Findings, faultFound, nothingFound, notLookedAt } from './findings.ts';
import { distanceBetween } from './manifest/known-keys.ts';
import type { Place } from './outcome.ts';

/** The cores that a deployment takes from the quota of its machine's family. */
export interface CoreNeed {
  readonly family: string;
  readonly cores: number;
  /** The part of them that Azure keeps free for upgrades. */
  readonly reserve: number;
}

/** What a deployment is to run on. */
export interface WantedMachines {
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly location: string;
}

const machinesWithoutReserve = /A100|H100|ND40rs_v2/i;

/**
 * Azure reserves a fifth more instances than a deployment has, to upgrade it by, but for machines with A100 and H100 chips
 * and ND40rs_v2. Source: Microsoft Learn, "Manage and increase quotas", virtual machine quota for deployment.
 */
export function coresNeeded(size: MachineSize, instances: number): CoreNeed {
  const hasReserve = !machinesWithoutReserve.test(`${size.name} ${size.family}`);
  const kept = hasReserve ? Math.ceil((instances * 6) / 5) - instances : 0;
  return { family: size.family, cores: (instances + kept) * size.vCpus, reserve: kept * size.vCpus };
}

const place: Place = { file: 'deploy.yaml', field: 'deployment.instanceType' };

/** Whether the region has the machine, and its family the cores. Source of the limits: `usages` of the region. */
export function findInCompute(wanted: WantedMachines, compute: ComputeFacts | undefined): Findings {
  const { instanceType, instanceCount, location } = wanted;
  if (!compute) return notLookedAt(`machines and quota of ${location}: Flowferry may not read them`);
  const { size } = compute;
  if (!size) return unknownMachine(wanted, compute.known);
  if (!size.cores) return notLookedAt(`the quota of ${size.family} in ${location}: Flowferry may not read it`);
  const { used, limit } = size.cores;
  const need = coresNeeded(size, instanceCount);
  if (need.cores <= limit - used) return nothingFound;
  return faultFound(
    'no-quota',
    `${instanceCount} × ${instanceType} needs ${need.cores} cores of ${need.family}${reserveText(need)}; ` +
      `${Math.max(0, limit - used)} of ${limit} are free in ${location}.`,
    'Ask for more quota of the family (Azure Machine Learning, Quota), choose another deployment.instanceType, or delete deployments that nobody uses.',
    place,
  );
}

export const reserveText = ({ reserve }: CoreNeed): string =>
  reserve > 0 ? ` (${reserve} of them reserved for upgrades)` : '';

function unknownMachine({ instanceType, location }: WantedMachines, known: readonly string[]): Findings {
  const near = nearest(instanceType, known);
  return faultFound(
    'unknown-machine',
    `There is no virtual machine size ${instanceType} in ${location}.`,
    near.length > 0 ? `Choose another one; near it are ${near.join(', ')}.` : 'Choose another one.',
    place,
  );
}

const nearest = (wanted: string, known: readonly string[]): readonly string[] =>
  known
    .map((name) => ({ name, distance: distanceBetween(name.toLowerCase(), wanted.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name }) => name);
