import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assetVersion, deploymentName, endpointNameProblem, environmentName, modelName } from '../../domain/naming.ts';

/** Azure's own rule, as its documentation gives it. */
const azureName = /^[A-Za-z](?!.*--)[A-Za-z0-9-]{1,30}[A-Za-z0-9]$/;
const azureAsset = /^[a-zA-Z0-9][a-zA-Z0-9\-._]{0,254}$/;
const contentHash = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });

describe('the name of an endpoint', () => {
  test.each(['abc', 'web-classification', 'A1-b2', 'a'.repeat(32)])('may be %s', (name) => {
    expect(endpointNameProblem(name)).toBeUndefined();
  });

  test.each(['', 'ab', 'a'.repeat(33), '1abc', '-abc', 'abc-', 'a--b', 'a_b', 'a b', 'äbc', 'abc\n'])(
    'may not be %j',
    (name) => {
      expect(endpointNameProblem(name)).toBeTypeOf('string');
    },
  );

  test('is judged as Azure judges it', () => {
    const names = fc.string({ unit: fc.constantFrom(...'aB3-_.'), maxLength: 34 });
    fc.assert(fc.property(names, (name) => (endpointNameProblem(name) === undefined) === azureName.test(name)));
  });
});

describe('the names that Flowferry gives', () => {
  test('to deployments are valid, and the same for the same content and attempt', () => {
    fc.assert(
      fc.property(contentHash, fc.integer({ min: 1, max: 9_999 }), (hash, attempt) => {
        const name = deploymentName(hash, attempt);
        return azureName.test(name) && name === deploymentName(hash.toUpperCase(), attempt);
      }),
    );
  });

  test('to deployments differ by content and by attempt', () => {
    expect(deploymentName('1a2b3c4d5e6f')).toBe('f-1a2b3c4d5e');
    expect(deploymentName('1a2b3c4d5e6f', 2)).toBe('f-1a2b3c4d5e-2');
    expect(deploymentName('2a2b3c4d5e6f')).not.toBe(deploymentName('1a2b3c4d5e6f'));
  });

  test('to assets are valid whatever the flow is called, and different for different flows', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const names = [modelName(one), environmentName(one)];
        return (
          names.every((name) => azureAsset.test(name) && name.length <= 80) &&
          (one === other || modelName(one) !== modelName(other))
        );
      }),
    );
  });

  test('to assets stay readable', () => {
    expect(modelName('web-classification')).toBe('flow-web-classification');
    expect(environmentName('web-classification')).toBe('flow-web-classification-environment');
    expect(modelName('my flow')).toMatch(/^flow-my-flow-\w+$/);
    expect(modelName(`${'x'.repeat(90)}1`)).not.toBe(modelName(`${'x'.repeat(90)}2`));
    expect(assetVersion('0123456789ABCDEF0123')).toBe('0123456789abcdef');
  });
});
