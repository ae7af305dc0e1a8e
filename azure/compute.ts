import type { EstimatedVMPrices, Usage, VirtualMachineSize } from '@azure/arm-machinelearning';
import type { Compute, MachineSize, Price } from '../domain/compute.ts';
import type { Arm, WorkspaceClient } from './arm.ts';
import { orUnknown } from './failures.ts';

/**
 * The machines of a region with their prices and quota. These reads are scoped to the subscription, where the app need not
 * have any role. Source: REST API 2024-10-01, Virtual Machine Sizes - List, Usages - List.
 */
export const createCompute = (arm: Arm): Compute => ({
  async get(workspaceId, location, instanceType) {
    const clients = arm.machineLearning(workspaceId);
    const region = location.replaceAll(' ', '').toLowerCase();
    const [sizes, usages] = await Promise.all([sizesOf(clients, region), usagesOf(clients, region)]);
    if (!sizes) return undefined;
    const found = sizes.find(({ name }) => name?.toLowerCase() === instanceType.toLowerCase());
    const known = sizes.flatMap(({ name }) => name ?? []);
    return { known, ...(found && { size: toSize(found, usages) }) };
  },
});

const sizesOf = ({ client }: WorkspaceClient, region: string) =>
  orUnknown('read the machines of the region', async () => (await client.virtualMachineSizes.list(region)).value);

const usagesOf = ({ client }: WorkspaceClient, region: string) =>
  orUnknown('read the quota of the region', async () => {
    const usages: Usage[] = [];
    for await (const usage of client.usages.list(region)) usages.push(usage);
    return usages;
  });

function toSize(
  { name, family, vCPUs, estimatedVMPrices }: VirtualMachineSize,
  usages: readonly Usage[] = [],
): MachineSize {
  const usage = usages.find((each) => isOf(each, family ?? ''));
  const price = toPrice(estimatedVMPrices);
  const { currentValue, limit } = usage ?? {};
  return {
    name: name ?? '',
    family: family ?? '',
    vCpus: vCPUs ?? 0,
    ...(price && { pricePerHour: price }),
    // A limit below zero stands for none.
    ...(currentValue !== undefined && limit !== undefined && limit >= 0 && { cores: { used: currentValue, limit } }),
  };
}

/** A family is `standardDSv2Family` among the machines, and there or `Standard DSv2 Family Cluster Dedicated vCPUs` here. */
function isOf({ name }: Usage, family: string): boolean {
  const plain = (text: string) =>
    text
      .replaceAll(' ', '')
      .toLowerCase()
      .replace(/clusterdedicatedvcpus$/, '');
  return [name?.value, name?.localizedValue].some((text) => text !== undefined && plain(text) === plain(family));
}

function toPrice(prices: EstimatedVMPrices | undefined): Price | undefined {
  const found = prices?.values.find(({ osType, vmTier }) => osType === 'Linux' && vmTier === 'Standard');
  return prices && found && { amount: found.retailPrice, currency: prices.billingCurrency };
}
