import { done, type Outcome, refused } from '../../domain/outcome.ts';
import type { EndpointFacts, Progress, World } from '../../domain/world.ts';
import { memoryBlueprints } from './memory-blueprints.ts';
import { memoryMetrics } from './memory-metrics.ts';
import { runsOf } from './memory-runs.ts';
import type { Memory } from './memory-world.ts';

type Azure = Omit<
  World,
  | 'settings'
  | 'clock'
  | 'packages'
  | 'releases'
  | 'intents'
  | 'fleet'
  | 'notes'
  | 'poison'
  | 'announcements'
  | 'channels'
  | 'audit'
  | 'verdicts'
  | 'plans'
>;

const workspace = {
  location: 'eastus',
  storageAccountId: '/storage',
  containerRegistryId: '/registry',
  network: { isManaged: false, privateEndpoints: 0, publicAccess: true },
};
const machine = {
  family: 'standardDSv2Family',
  vCpus: 4,
  pricePerHour: { amount: 0.25, currency: 'USD' },
  cores: { used: 0, limit: 100 },
};

/** The identity that was there before, and the one that an endpoint gets of its own. */
const principals = { userAssigned: 'user-principal', system: 'system-principal' };

/** An Azure that does at once whatever is asked of it. */
export function azureOf(memory: Memory): Azure {
  const changed = (what: string) => memory.changes.push(what);
  const finished = <T>(value: T): Outcome<Progress<T>> => done({ state: 'done', value });
  const endpointOf = (name: string): EndpointFacts => {
    const found = memory.endpoints.get(name);
    if (!found) throw new Error(`no endpoint ${name}`);
    return found;
  };
  return {
    tokens: { verify: async () => refused('not-signed-in', 'There is nobody here.', 'Be alone.') },
    runs: runsOf(memory),
    installation: { look: async () => ({ place: { storageAccount: 'stferry' }, sights: [{ about: 'clock' }] }) },
    workspaces: {
      get: async (id) => ({ ...workspace, id }),
      connection: async (_, name) => ({ name, category: 'AzureOpenAI', authType: 'ApiKey' }),
      identity: async () => ({ principalId: 'user-principal', clientId: 'client' }),
    },
    models: {
      async register(_, { name }) {
        changed(`model ${name}`);
        return done({ id: `/models/${name}` });
      },
    },
    environments: {
      exists: async (_, name) => memory.changes.includes(`environment ${name}`),
      async create(_, name) {
        changed(`environment ${name}`);
        return done({ id: `/environments/${name}` });
      },
    },
    endpoints: {
      get: async ({ name }) => memory.endpoints.get(name),
      list: async () => [...memory.endpoints.values()],
      async begin({ name }, body) {
        changed(`endpoint ${name}`);
        const kind = body.identity.kind;
        const identity = { kind, principalId: principals[kind], identityIds: [] };
        memory.endpoints.set(name, {
          name,
          state: 'Succeeded',
          auth: body.auth,
          identity,
          traffic: {},
          tags: body.tags,
        });
        return done({});
      },
      check: async ({ name }) => finished(endpointOf(name)),
      async beginTraffic({ name }, traffic, mirror) {
        changed(`traffic ${JSON.stringify(traffic)}`);
        memory.endpoints.set(name, { ...endpointOf(name), traffic, ...(mirror ? { mirror } : {}) });
        return done({});
      },
      async beginDelete({ name }) {
        changed(`delete endpoint ${name}`);
        memory.endpoints.delete(name);
        return done({});
      },
    },
    deployments: {
      get: async (_, name) => memory.deployments.get(name),
      list: async () => [...memory.deployments.values()],
      async begin(_, name, { instanceType, instanceCount, tags }) {
        changed(`deployment ${name}`);
        memory.deployments.set(name, { name, state: 'Succeeded', instanceType, instanceCount, tags });
        return done({});
      },
      check: async (_, name) => {
        const found = memory.deployments.get(name);
        if (!found) throw new Error(`no deployment ${name}`);
        return finished(found);
      },
      async beginScale(_, name, instanceCount) {
        changed(`scale ${name} to ${instanceCount}`);
        const found = memory.deployments.get(name);
        if (found) memory.deployments.set(name, { ...found, instanceCount });
        return done({});
      },
      async beginDelete(_, name) {
        changed(`delete deployment ${name}`);
        memory.deployments.delete(name);
        return done({});
      },
      logs: async (_, name) => [{ container: 'inference-server', text: `log of ${name}` }],
    },
    blueprints: memoryBlueprints(memory),
    roles: {
      has: async (principalId, { role }) => memory.roles.has(`${principalId} ${role}`),
      async grant(principalId, { role }) {
        const created = !memory.roles.has(`${principalId} ${role}`);
        memory.roles.add(`${principalId} ${role}`);
        return done({ created });
      },
      revoke: async (principalId, { role }) => memory.roles.delete(`${principalId} ${role}`),
    },
    rights: { of: async () => [{ actions: ['*'], notActions: [] }] },
    compute: {
      get: async (_workspace, _location, name) => ({ size: { ...machine, name }, known: [name] }),
    },
    scoring: {
      describe: async () => done(undefined),
      score: async () =>
        done({ status: 200, headers: {}, body: '{"category":"App","evidence":"Both"}', latencyInSeconds: 1 }),
    },
    metrics: memoryMetrics(memory),
    usage: { of: async ({ name }) => memory.use.get(name) },
    flowMetrics: { read: async () => done([...memory.flows.values()]) },
  };
}
