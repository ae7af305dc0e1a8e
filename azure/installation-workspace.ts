import type { TokenCredential } from '@azure/identity';
import type { Answer, Sight } from '../domain/installation/looked.ts';
import type { OwnRights, Rights } from '../domain/rights.ts';
import { partsOf } from '../domain/workspace.ts';
import type { Workspaces } from '../domain/world.ts';
import { type DatastoreOptions, defaultDatastore } from './datastores.ts';
import { answerOf } from './installation-answer.ts';
import { requestsQuery } from './metrics-queries.ts';
import type { MetricsSources } from './metrics-reader.ts';

export interface WorkspaceLook extends DatastoreOptions {
  readonly credential: TokenCredential;
  readonly workspaces: Workspaces;
  readonly rights: OwnRights;
  readonly metrics: MetricsSources;
  readonly now: () => Date;
}

/** Looks at a workspace, at what may be done in it, and at what is measured and paid there. */
export async function lookAtWorkspace(id: string, options: WorkspaceLook): Promise<readonly Sight[]> {
  let region: string | undefined;
  const answer = await answerOf('read the workspace', async () => {
    const facts = await options.workspaces.get(id);
    region = facts?.location.replaceAll(' ', '').toLowerCase();
    return facts ? 'fine' : 'absent';
  });
  const itself: Sight = { about: 'workspace', id, answer };
  // Whatever is asked of a workspace that is not there says the same once more.
  if (region === undefined) return [itself];
  const others = await Promise.all([
    lookAtRights(id, options),
    lookAtDatastore(id, options),
    lookAtMetrics(id, region, options),
    lookAtCost(id, options),
    lookAtQuota(id, region, options),
  ]);
  return [itself, ...others.flat()];
}

async function lookAtRights(id: string, { rights }: WorkspaceLook): Promise<Sight> {
  let held: Rights | undefined;
  await answerOf('read our own rights', async () => {
    held = await rights.of(id);
    return 'fine';
  });
  return { about: 'rights', id, ...(held && { rights: held }) };
}

const probe = 'LocalUpload/flowferry-doctor';

/** Only a write shows whether one is allowed: an empty blob, which goes again. */
async function lookAtDatastore(id: string, options: WorkspaceLook): Promise<Sight> {
  let account: string | undefined;
  const answer = await answerOf('write to the default datastore', async () => {
    const { container } = await defaultDatastore(options, id);
    account = container.accountName;
    const blob = container.getBlockBlobClient(probe);
    await blob.uploadData(new Uint8Array());
    await blob.deleteIfExists();
    return 'fine';
  });
  return { about: 'datastore', id, answer, ...(account !== undefined && { account }) };
}

async function lookAtMetrics(id: string, region: string, options: WorkspaceLook): Promise<readonly Sight[]> {
  const endpoint = await anEndpoint(id, options);
  const until = options.now();
  const window = { from: new Date(until.getTime() - 300_000).toISOString(), until: until.toISOString() };
  const { subscriptionId } = partsOf(id);
  const ask = (door: 'batch' | 'single') => async (): Promise<Answer> => {
    if (endpoint === undefined) return 'unasked';
    if (door === 'single') await options.metrics.single(requestsQuery, endpoint, window);
    else await options.metrics.batch(requestsQuery, { subscriptionId, region, resourceIds: [endpoint] }, window);
    return 'fine';
  };
  const doors = ['batch', 'single'] as const;
  return await Promise.all(
    doors.map(async (door) => ({
      ...({ about: 'metrics', id, door } as const),
      answer: await answerOf('read metrics', ask(door)),
    })),
  );
}

async function anEndpoint(id: string, { arm }: WorkspaceLook): Promise<string | undefined> {
  const { client, group, workspace } = arm.machineLearning(id);
  let found: string | undefined;
  await answerOf('list the endpoints', async () => {
    for await (const endpoint of client.onlineEndpoints.list(group, workspace)) {
      found = endpoint.id;
      break;
    }
    return 'fine';
  });
  return found;
}

/** Source: REST API 2023-11-01, Query - Usage. */
const costsOfMonth = {
  type: 'ActualCost',
  timeframe: 'MonthToDate',
  dataset: { granularity: 'None', aggregation: { totalCost: { name: 'Cost', function: 'Sum' } } },
};

async function lookAtCost(id: string, { arm }: WorkspaceLook): Promise<Sight> {
  const { subscriptionId, resourceGroup } = partsOf(id);
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  const query = `${group}/providers/Microsoft.CostManagement/query?api-version=2023-11-01`;
  const answer = await answerOf('read costs', async () => {
    await arm.send('POST', query, costsOfMonth);
    return 'fine';
  });
  return { about: 'cost', id, answer };
}

async function lookAtQuota(id: string, region: string, { arm }: WorkspaceLook): Promise<Sight> {
  const { client } = arm.machineLearning(id);
  const answer = await answerOf('read the quota of the region', async () => {
    await client.virtualMachineSizes.list(region);
    for await (const _ of client.usages.list(region)) break;
    return 'fine';
  });
  return { about: 'quota', id, answer };
}
