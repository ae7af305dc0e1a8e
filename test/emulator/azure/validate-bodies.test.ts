import { describe, expect, test } from 'vitest';
import { hasContractData } from '../../support/openapi.ts';
import { validateBodies } from '../../support/validate-bodies.ts';

const endpoint =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/onlineEndpoints/e';

const exchange = (method: string, path: string, body: unknown, status = 200, answer: unknown = undefined) => ({
  ...{ time: '', host: 'management.azure.com', method, path, query: '', apiVersion: '2024-10-01' },
  ...{ scope: undefined, principalId: undefined, body, status, answer },
});

const good = { location: 'eastus', identity: { type: 'SystemAssigned' }, properties: { authMode: 'Key' } };
const deployment = {
  location: 'eastus',
  properties: {
    endpointComputeType: 'Managed',
    startupProbe: { period: 'PT10S' },
    scaleSettings: { scaleType: 'Default' },
  },
};

describe.runIf(hasContractData)('the official schemas see what is wrong with a body', () => {
  test('and have nothing against good ones', () => {
    const found = validateBodies([
      exchange('PUT', endpoint, good, 201, { ...good, id: endpoint, name: 'e' }),
      exchange('PUT', `${endpoint}/deployments/d`, deployment),
    ]);

    expect(found).toEqual({ requests: 2, responses: 1, problems: [] });
  });

  test.each([
    ['a wrong word', endpoint, { ...good, properties: { authMode: 'Password' } }],
    ['an unknown name', endpoint, { ...good, properties: { authMode: 'Key', trafic: { blue: 100 } } }],
    ['a share that is no whole number', endpoint, { ...good, properties: { authMode: 'Key', traffic: { blue: 0.5 } } }],
    ['no location', endpoint, { ...good, location: undefined }],
    ['no compute type', `${endpoint}/deployments/d`, { location: 'eastus', properties: { model: 'm' } }],
    [
      'a name of another type',
      `${endpoint}/deployments/d`,
      { ...deployment, properties: { ...deployment.properties, authMode: 'Key' } },
    ],
  ])('%s in a request', (_, path, body) => {
    expect(validateBodies([exchange('PUT', path, body)]).problems).not.toEqual([]);
  });

  test.each([
    ['a wrong type', 200, { properties: { authMode: 'Key' }, location: 5 }],
    ['an unknown name', 200, { properties: { authMode: 'Key' }, location: 'eastus', colour: 'blue' }],
    ['a status that the reference does not have', 418 - 210, {}],
  ])('%s in an answer', (_, status, answer) => {
    expect(validateBodies([exchange('GET', endpoint, undefined, status, answer)]).problems).not.toEqual([]);
  });
});

test.skipIf(hasContractData)('the contract data is not here: bodies are not validated', () => {
  console.warn('../shared/data/openapi is not there');
});
