import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkEmptying, checkTrafficMap, describeTraffic, sameTraffic, stableOf } from '../../domain/traffic.ts';
import type { DeploymentFacts } from '../../domain/world.ts';

const deployment = (name: string, state = 'Succeeded'): DeploymentFacts => ({
  name,
  state,
  instanceType: 'Standard_DS3_v2',
  instanceCount: 1,
  tags: {},
});
const ready = [deployment('blue'), deployment('green'), deployment('broken', 'Failed')];

describe('a traffic map', () => {
  test.each([[{ blue: 100 }], [{ blue: 90, green: 10 }], [{ blue: 100, broken: 0 }]])(
    'may be written: %j',
    (traffic) => {
      expect(checkTrafficMap(traffic, ready)).toEqual({ kind: 'done', value: traffic });
    },
  );

  test.each([
    [{}, 'sums to 0'],
    [{ blue: 0 }, 'sums to 0'],
    [{ blue: 50 }, 'sums to 50'],
    [{ blue: 60, green: 60 }, 'sums to 120'],
    [{ blue: 99.5, green: 0.5 }, 'not a whole percentage'],
    [{ blue: 110, green: -10 }, 'not a whole percentage'],
    [{ red: 100 }, 'there is no deployment red'],
    [{ broken: 100 }, 'broken is Failed'],
  ])('is not written: %j, because it %s', (traffic, reason) => {
    const checked = checkTrafficMap(traffic, ready);

    expect(checked).toMatchObject({ kind: 'refused', fault: { slug: 'traffic-not-shifted' } });
    expect(JSON.stringify(checked)).toContain(reason);
  });

  test('that may be written sums to 100 over deployments that are ready', () => {
    const share = fc.integer({ min: -20, max: 120 });
    const map = fc.dictionary(fc.constantFrom('blue', 'green', 'broken', 'red'), share, { maxKeys: 4 });

    fc.assert(
      fc.property(map, (traffic) => {
        if (checkTrafficMap(traffic, ready).kind === 'refused') return;
        const shares = Object.entries(traffic).filter(([, each]) => each > 0);
        expect(shares.reduce((sum, [, each]) => sum + each, 0)).toBe(100);
        for (const [name] of shares) expect(['blue', 'green']).toContain(name);
      }),
    );
  });

  test.each([[{}], [{ blue: 0 }], [{ green: 100 }], [{ green: 100, blue: 0 }]])(
    'may be emptied where nothing but the candidate carries anything: %j',
    (carried) => {
      expect(checkEmptying(carried, 'green')).toEqual({ kind: 'done', value: {} });
    },
  );

  test.each([
    [{ blue: 100 }, 'green'],
    [{ green: 10, blue: 90 }, 'green'],
    [{ green: 100 }, undefined],
  ])('is not emptied while others carry traffic: %j, beside %s', (carried, candidate) => {
    expect(checkEmptying(carried, candidate)).toMatchObject({
      kind: 'refused',
      fault: { slug: 'traffic-not-shifted', message: expect.stringContaining('carries') },
    });
  });

  test('says the same with and without zeros', () => {
    expect(sameTraffic({ blue: 100, green: 0 }, { blue: 100 })).toBe(true);
    expect(sameTraffic({ blue: 100 }, { blue: 90, green: 10 })).toBe(false);
  });

  test('reads as a sentence', () => {
    expect(describeTraffic({ blue: 90, green: 10, red: 0 })).toBe('blue 90 %, green 10 %');
    expect(describeTraffic({})).toBe('none');
  });

  test('names the deployment to go back to', () => {
    expect(stableOf({ blue: 10, green: 90 })).toBe('green');
    expect(stableOf({ blue: 0 })).toBeUndefined();
  });
});
