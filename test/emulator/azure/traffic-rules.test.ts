import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCloud } from '../../../emulator/azure/cloud.ts';
import { seededFaults } from '../../../emulator/azure/faults.ts';
import { refuseTraffic } from '../../../emulator/azure/machine-learning/traffic-rules.ts';
import type { OnlineDeployment } from '../../../emulator/azure/resources.ts';
import { openStore } from '../../../emulator/azure/store.ts';
import { testClock } from '../../../emulator/clock.ts';

const account = { name: 'none', key: '' };
const addresses = { blobUrl: '', queueUrl: '', tableUrl: '', connectionString: '' };
const storage = { ...addresses, appAccount: account, workspaceAccount: account };
const cloud = openCloud({ clock: testClock(), seed: 1, faults: seededFaults(1), storage, store: openStore() });
for (const name of ['blue', 'green', 'red']) {
  const deployment = { resource: { properties: { provisioningState: 'Succeeded' } } } as unknown as OnlineDeployment;
  cloud.deployments.set(`/endpoint/deployments/${name}`, deployment);
}

const share = fc.integer({ min: -10, max: 110 });
const shares: fc.Arbitrary<Record<string, number>> = fc.dictionary(
  fc.constantFrom('blue', 'green', 'red', 'absent'),
  share,
  { maxKeys: 3 },
);
const halves: fc.Arbitrary<Record<string, number>> = fc
  .integer({ min: 0, max: 100 })
  .map((blue) => ({ blue, green: 100 - blue }));

test('traffic that is let pass sums to 0 or 100, over deployments that are there, with one mirror at most', () => {
  fc.assert(
    fc.property(fc.oneof(shares, halves), shares, (traffic, mirrorTraffic) => {
      if (refuseTraffic(cloud, '/endpoint', { traffic, mirrorTraffic })) return;
      const mirrored = Object.entries(mirrorTraffic).filter(([, percent]) => percent > 0);
      expect([0, 100]).toContain(Object.values(traffic).reduce((sum, percent) => sum + percent, 0));
      expect(Object.keys({ ...traffic, ...mirrorTraffic })).not.toContain('absent');
      expect(mirrored.length).toBeLessThanOrEqual(1);
      for (const [name, percent] of mirrored) expect([percent <= 50, traffic[name] ?? 0]).toEqual([true, 0]);
    }),
  );
});

test('every split between two that are there is let pass', () => {
  fc.assert(fc.property(halves, (traffic) => refuseTraffic(cloud, '/endpoint', { traffic }) === undefined));
});
