import { done } from '../../domain/outcome.ts';
import type { Blueprints, ResourceBody } from '../../domain/retirement.ts';
import type { DeploymentFacts, EndpointFacts } from '../../domain/world.ts';
import type { Memory } from './memory-world.ts';

/** Endpoints and deployments of memory, in memory's own words. */
export const memoryBlueprints = (memory: Memory): Blueprints => ({
  async take({ name }) {
    const found = memory.endpoints.get(name);
    if (!found) return undefined;
    const { traffic, mirror = {}, identity, ...endpoint } = found;
    const deployments = [...memory.deployments.values()].map((each): [string, ResourceBody] => {
      const { instanceCount, ...rest } = each;
      return [each.name, { ...rest, sku: { name: 'Default', capacity: instanceCount } }];
    });
    const { kind, principalId, identityIds } = identity;
    return {
      endpoint: { ...endpoint, identity: { kind, identityIds } },
      deployments: Object.fromEntries(deployments),
      traffic,
      mirror,
      ...(kind === 'userAssigned' && principalId ? { userAssignedPrincipalId: principalId } : {}),
      longestRequestInSeconds: 90,
    };
  },
  async beginEndpoint({ name }, body) {
    if (memory.endpoints.has(name)) return done({});
    memory.changes.push(`endpoint ${name}`);
    const { identity, ...facts } = body as unknown as Omit<EndpointFacts, 'traffic'>;
    const principalId = identity.kind === 'userAssigned' ? 'user-principal' : 'system-principal';
    memory.endpoints.set(name, { ...facts, identity: { ...identity, principalId }, traffic: {} });
    return done({});
  },
  async beginDeployment(_, name, body) {
    if (memory.deployments.has(name)) return done({});
    memory.changes.push(`deployment ${name}`);
    const { sku, ...facts } = body as unknown as DeploymentFacts & { sku: { capacity: number } };
    memory.deployments.set(name, { ...facts, instanceCount: sku.capacity });
    return done({});
  },
});
