import { describe, expect, test } from 'vitest';
import { createCompute } from '../../azure/compute.ts';
import { workspaceId } from '../support/workspace-id.ts';
import { scriptedArm } from './arm-fixture.ts';
import { emulatedWorldOfThisFile } from './emulated-azure-fixture.ts';

const emulated = emulatedWorldOfThisFile();

describe('a machine of a region', () => {
  test('is told with its family, its price, and the cores that are used and allowed', async () => {
    const { world, azure, workspaceId: workspace } = emulated();
    azure.cloud.coreLimits.set('standardDSv2Family', 24);

    const found = await world.compute.get(workspace, 'eastus', 'standard_ds3_V2');

    expect(found?.size).toEqual({
      name: 'Standard_DS3_v2',
      family: 'standardDSv2Family',
      vCpus: 4,
      pricePerHour: { amount: expect.any(Number), currency: 'USD' },
      cores: { used: 0, limit: 24 },
    });
    expect(found?.known).toEqual(expect.arrayContaining(['Standard_DS2_v2', 'Standard_NC24ads_A100_v4']));
  });

  test('is asked for in the region as an address has it', async () => {
    const { world, listen, workspaceId: workspace } = emulated();
    const heard = listen();

    await world.compute.get(workspace, 'East US', 'Standard_DS3_v2');

    expect(heard().map(({ path, status }) => [path.replace(/^.*\/locations/, ''), status])).toEqual(
      expect.arrayContaining([
        ['/eastus/vmSizes', 200],
        ['/eastus/usages', 200],
      ]),
    );
  });

  test('that is not there leaves the names of those that are', async () => {
    const { world, workspaceId: workspace } = emulated();

    const found = await world.compute.get(workspace, 'eastus', 'Standard_DS3_v9');

    expect(found).not.toHaveProperty('size');
    expect(found?.known.length).toBeGreaterThan(50);
  });

  test('that may not be read is unknown', async () => {
    const { world, azure, workspaceId: workspace } = emulated();
    azure.cloud.faults.add({ name: 'forbidden', target: 'GET .*/vmSizes', count: 1 });

    expect(await world.compute.get(workspace, 'eastus', 'Standard_DS3_v2')).toBeUndefined();
  });

  test('whose quota may not be read is told without it', async () => {
    const { world, azure, workspaceId: workspace } = emulated();
    azure.cloud.faults.add({ name: 'forbidden', target: 'GET .*/usages', count: 1 });

    const found = await world.compute.get(workspace, 'eastus', 'Standard_DS3_v2');

    expect(found?.size).toMatchObject({ family: 'standardDSv2Family' });
    expect(found?.size).not.toHaveProperty('cores');
  });

  test('of a service that is in trouble is asked for again by whoever asked', async () => {
    const { world, azure, workspaceId: workspace } = emulated();
    azure.cloud.faults.add({ name: 'throttled', target: 'GET .*/vmSizes', seconds: 0, count: 3 });

    await expect(world.compute.get(workspace, 'eastus', 'Standard_DS3_v2')).rejects.toThrow(
      'throttled: could not read',
    );
  });
});

describe('what the reference shows of usages and sizes', () => {
  const size = (over: object = {}) => ({
    value: [{ name: 'Standard_DS2_v2', family: 'standardDSv2Family', vCPUs: 2, ...over }],
  });
  const usage = (name: object, over: object = {}) => ({ value: [{ currentValue: 2, limit: 24, name, ...over }] });
  const get = async (sizes: object, usages: object) => {
    const { arm } = scriptedArm(({ url }) => ({ status: 200, body: url.includes('/vmSizes') ? sizes : usages }));
    return (await createCompute(arm).get(workspaceId, 'eastus', 'Standard_DS2_v2'))?.size;
  };

  test.each([
    [{ value: 'standardDSv2Family', localizedValue: 'Standard DSv2 Family Cluster Dedicated vCPUs' }],
    [{ value: 'Standard DSv2 Family Cluster Dedicated vCPUs' }],
    [{ localizedValue: 'Standard DSv2 Family Cluster Dedicated vCPUs' }],
  ])('finds the family as %j', async (name) => {
    expect((await get(size(), usage(name)))?.cores).toEqual({ used: 2, limit: 24 });
  });

  test('takes no other family, and no limit below zero, for an answer', async () => {
    const name = { value: 'standardDSv2Family' };

    expect(await get(size(), usage({ value: 'Standard DSv3 Family Cluster Dedicated vCPUs' }))).not.toHaveProperty(
      'cores',
    );
    expect(await get(size(), usage(name, { limit: -1 }))).not.toHaveProperty('cores');
  });

  test('takes the price of Linux, at the standard tier, or none', async () => {
    const prices = (values: readonly object[]) =>
      size({ estimatedVMPrices: { billingCurrency: 'EUR', unitOfMeasure: 'OneHour', values } });
    const cheap = { retailPrice: 0.01, osType: 'Linux', vmTier: 'LowPriority' };
    const usual = { retailPrice: 0.07, osType: 'Linux', vmTier: 'Standard' };

    expect((await get(prices([cheap, usual]), usage({})))?.pricePerHour).toEqual({ amount: 0.07, currency: 'EUR' });
    expect(await get(prices([cheap]), usage({}))).not.toHaveProperty('pricePerHour');
  });
});
