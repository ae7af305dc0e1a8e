import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ComputeFacts, MachineSize } from '../../domain/compute.ts';
import { coresNeeded, findInCompute } from '../../domain/quota.ts';
import { sharedData } from '../support/shared-data.ts';

const size: MachineSize = { name: 'Standard_DS3_v2', family: 'standardDSv2Family', vCpus: 4 };
const computeWith = (used: number, limit: number): ComputeFacts => ({
  size: { ...size, cores: { used, limit } },
  known: [size.name],
});
const wanted = { instanceType: size.name, instanceCount: 1, location: 'eastus' };

describe('the cores that a deployment needs', () => {
  // Azure's own words for one DS3_v2: "Additional needed: 8".
  test.each([
    ['Standard_DS3_v2', 'standardDSv2Family', 4, 1, 8],
    ['Standard_DS3_v2', 'standardDSv2Family', 4, 5, 24],
    ['Standard_DS3_v2', 'standardDSv2Family', 4, 6, 32],
    ['Standard_NC24ads_A100_v4', 'standardNCADSA100v4Family', 24, 1, 24],
    ['Standard_ND96asr_v4', 'standard NDASv4_A100 Family', 96, 2, 192],
    ['Standard_ND96isr_H100_v5', 'standardNDv5H100Family', 96, 1, 96],
    ['Standard_ND40rs_v2', 'standardNDSv2Family', 40, 3, 120],
  ])('%s of %s, with %i cores, %i times: %i', (name, family, vCpus, instances, cores) => {
    expect(coresNeeded({ name, family, vCpus }, instances).cores).toBe(cores);
  });

  const list = sharedData('aml-vm-skus.json');

  test.skipIf(!list)('have the reserve for exactly the machines of the official list (aml-vm-skus.json)', () => {
    interface Listed {
      readonly name: string;
      readonly family: string;
      readonly vcpus: number;
      readonly skip20: boolean;
    }
    const { skus } = JSON.parse(readFileSync(list ?? '', 'utf8')) as { skus: Listed[] };

    for (const { name, family, vcpus, skip20 } of skus) {
      expect([name, coresNeeded({ name, family, vCpus: vcpus }, 5).cores]).toEqual([name, (skip20 ? 5 : 6) * vcpus]);
    }
    expect(skus.length).toBeGreaterThan(50);
  });

  test('are a fifth more than it has, rounded up to whole machines', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 96 }), (instances, vCpus) => {
        const { cores, reserve } = coresNeeded({ ...size, vCpus }, instances);

        expect(cores - reserve).toBe(instances * vCpus);
        expect(reserve % vCpus).toBe(0);
        expect(reserve / vCpus).toBeGreaterThanOrEqual(instances / 5);
        expect(reserve / vCpus).toBeLessThan(instances / 5 + 1);
      }),
    );
  });
});

describe('machines and quota', () => {
  test('that suffice to the last core are in order', () => {
    expect(findInCompute(wanted, computeWith(92, 100))).toEqual({ faults: [], warnings: [], notChecked: [] });
  });

  test('that lack one core are a fault, with the numbers', () => {
    const { faults } = findInCompute(wanted, computeWith(93, 100));

    expect(faults).toMatchObject([
      {
        slug: 'no-quota',
        message:
          '1 × Standard_DS3_v2 needs 8 cores of standardDSv2Family (4 of them reserved for upgrades); 7 of 100 are free in eastus.',
        place: { file: 'deploy.yaml', field: 'deployment.instanceType' },
      },
    ]);
  });

  test('of a family that is over its limit have nothing free, and not less', () => {
    expect(findInCompute(wanted, computeWith(12, 10)).faults[0]?.message).toContain('0 of 10 are free');
  });

  test('that the region does not have are a fault that names what is near', () => {
    const known = ['Standard_E4s_v3', 'Standard_DS3_v2', 'Standard_DS4_v2', 'Standard_F2s_v2', 'Standard_DS2_v2'];

    const { faults } = findInCompute({ ...wanted, instanceType: 'Standard_DS3_v22' }, { known });

    expect(faults).toMatchObject([
      { slug: 'unknown-machine', remedy: expect.stringContaining('Standard_DS3_v2, Standard_DS2_v2, Standard_DS4_v2') },
    ]);
    expect(findInCompute(wanted, { known: [] }).faults).toMatchObject([{ remedy: 'Choose another one.' }]);
  });

  test('that may not be read are not checked, and no fault', () => {
    expect(findInCompute(wanted, undefined)).toMatchObject({
      faults: [],
      notChecked: [expect.stringContaining('machines and quota of eastus')],
    });
    expect(findInCompute(wanted, { size, known: [] })).toMatchObject({
      faults: [],
      notChecked: [expect.stringContaining('the quota of standardDSv2Family in eastus')],
    });
  });
});
