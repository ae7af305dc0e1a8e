import { type EndpointRef, partsOf } from '../domain/workspace.ts';
import type { Workspaces } from '../domain/world.ts';
import { type Failure, failureOf } from './failures.ts';
import type { MetricsBatch } from './metrics-reader.ts';

/** As many as the batch API takes. */
const batchSize = 50;

export const endpointId = ({ workspaceId, name }: EndpointRef): string => `${workspaceId}/onlineEndpoints/${name}`;

/** Where a workspace is, or why that cannot be said. An endpoint is where its workspace is. */
export type RegionOf = (workspaceId: string) => Promise<string | Failure>;

/** Asks once per workspace: they do not move. */
export function createRegions(workspaces: Pick<Workspaces, 'get'>): RegionOf {
  const known = new Map<string, string>();
  return async (workspaceId) => {
    const key = workspaceId.toLowerCase();
    const region = known.get(key) ?? (await regionOf(workspaces, workspaceId));
    if (typeof region === 'string') known.set(key, region);
    return region;
  };
}

async function regionOf(workspaces: Pick<Workspaces, 'get'>, workspaceId: string): Promise<string | Failure> {
  try {
    const facts = await workspaces.get(workspaceId);
    // `East US` and `eastus` are one; hosts know the second.
    return facts?.location.replaceAll(' ', '').toLowerCase() ?? { kind: 'absent', text: 'the workspace is not there' };
  } catch (problem) {
    return failureOf(problem, 'read where the workspace is');
  }
}

/** Endpoints in batches that can be asked about together, and those whose region is not known. */
export interface Batches {
  readonly batches: readonly MetricsBatch[];
  /** By the endpoint's id in lower case. */
  readonly failures: ReadonlyMap<string, Failure>;
}

export async function inBatches(endpoints: readonly EndpointRef[], regionOf: RegionOf): Promise<Batches> {
  const groups = new Map<string, { subscriptionId: string; region: string; ids: Map<string, string> }>();
  const failures = new Map<string, Failure>();
  for (const endpoint of endpoints) {
    const id = endpointId(endpoint);
    const region = await regionOf(endpoint.workspaceId);
    if (typeof region !== 'string') {
      failures.set(id.toLowerCase(), region);
      continue;
    }
    const { subscriptionId } = partsOf(endpoint.workspaceId);
    const key = `${subscriptionId.toLowerCase()} ${region}`;
    const group = groups.get(key) ?? { subscriptionId, region, ids: new Map<string, string>() };
    groups.set(key, group);
    group.ids.set(id.toLowerCase(), id);
  }
  const batches = [...groups.values()].flatMap(({ subscriptionId, region, ids }) =>
    chunks([...ids.values()]).map((resourceIds) => ({ subscriptionId, region, resourceIds })),
  );
  return { batches, failures };
}

const chunks = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / batchSize) }, (_, at) =>
    items.slice(at * batchSize, (at + 1) * batchSize),
  );
