import type { Cloud } from '../cloud.ts';
import { type VmSize, vmSize } from '../vm-sizes.ts';

/** Cores that a family may use where nothing else was set: enough for a team, few enough to run into. */
export const usualCoreLimit = 100;

/** Cores that a deployment takes from the quota: a fifth more instances are reserved for upgrades (How to manage quotas). */
export const coresFor = (size: VmSize, instances: number): number =>
  (size.isWithoutReserve ? instances : Math.ceil(1.2 * instances)) * size.cores;

export const coreLimitOf = (cloud: Cloud, family: string): number =>
  cloud.coreLimits.get(family) ?? cloud.coreLimits.get('*') ?? usualCoreLimit;

/** The cores in use of each family, by every deployment of the region. */
export function coresInUse(cloud: Cloud, location: string, without?: string): Map<string, number> {
  const used = new Map<string, number>();
  for (const { resource } of cloud.deployments.values()) {
    const size = vmSize(resource.properties.instanceType);
    if (!size || resource.location !== location || resource.id.toLowerCase() === without?.toLowerCase()) continue;
    used.set(size.family, (used.get(size.family) ?? 0) + coresFor(size, resource.sku?.capacity ?? 1));
  }
  return used;
}

/** The service's words when the cores do not suffice; undefined when they do. */
export function quotaProblem(cloud: Cloud, wanted: { id: string; location: string; size: VmSize; instances: number }) {
  const { size } = wanted;
  const fault = cloud.faults.strike('no-quota', `${wanted.id} ${size.name}`);
  const limit = fault ? 0 : coreLimitOf(cloud, size.family);
  const used = coresInUse(cloud, wanted.location, wanted.id).get(size.family) ?? 0;
  const needed = coresFor(size, wanted.instances);
  if (used + needed <= limit) return undefined;
  const subscription = wanted.id.split('/')[2];
  return (
    `Not enough quota available for ${size.name} in SubscriptionId ${subscription}. Current usage/limit: ${used}/${limit}. ` +
    `Additional needed: ${needed} Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-outofquota`
  );
}
