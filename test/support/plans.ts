import { environmentOf } from '../../domain/environment.ts';
import { makePlan, type Observed } from '../../domain/make-plan.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Surroundings } from '../../domain/preflight.ts';
import type { EndpointFacts } from '../../domain/world.ts';
import { factsOf } from './facts.ts';
import { manifestOf } from './manifest.ts';
import { workspaceId } from './workspace-id.ts';

const image = 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20260301.v1';
const connection = { name: 'open ai', category: 'AzureOpenAI', authType: 'ApiKey' };

export const workspace = {
  id: workspaceId,
  location: 'eastus',
  storageAccountId: '/storage/s',
  network: { isManaged: false, privateEndpoints: 0, publicAccess: true },
};

/** An endpoint that serves `f-old`. */
export const servingEndpoint: EndpointFacts = {
  name: 'my-endpoint',
  state: 'Succeeded',
  auth: 'key',
  identity: { kind: 'system', principalId: 'p', identityIds: [] },
  traffic: { 'f-old': 100 },
  tags: {},
};
export const deploymentNamed = (name: string) => ({
  name,
  state: 'Succeeded',
  instanceType: 'Standard_DS2_v2',
  instanceCount: 2,
  tags: {},
});

/** The plan of a flow with one connection, for what the manifest says and what is there. */
export function planOf(manifest = '', seen: Partial<Observed> = {}, releaseId = 'my-endpoint-1'): Plan {
  const planned = makePlan({
    releaseId,
    package: { hash: 'abcdef0123456789abcdef', name: 'my-flow' },
    facts: factsOf(),
    manifest: manifestOf(manifest),
    observed: { workspace, deployments: [], connections: [connection], ...seen },
    environment: environmentOf(factsOf(), manifestOf(manifest), image),
    baseImage: image,
  });
  if (planned.kind === 'refused') throw new Error(planned.fault.message);
  return planned.value;
}

/** Surroundings in which nothing stands against a plan. */
export const goodSurroundings = (over: Partial<Surroundings> = {}): Surroundings => ({
  workspace,
  deployments: [],
  connections: { needed: ['open ai'], found: [connection] },
  environment: environmentOf(factsOf(), manifestOf(), image),
  images: { registries: ['mcr.microsoft.com'], at: '2026-11-01T09:00:00.000Z' },
  compute: {
    size: {
      name: 'Standard_DS3_v2',
      family: 'standardDSv2Family',
      vCpus: 4,
      pricePerHour: { amount: 0.25, currency: 'USD' },
      cores: { used: 10, limit: 100 },
    },
    known: ['Standard_DS3_v2'],
  },
  held: [],
  rights: { [workspaceId]: [{ actions: ['*'], notActions: [] }] },
  packageWarnings: [],
  ...over,
});
