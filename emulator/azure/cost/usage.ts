import type { Cloud } from '../cloud.ts';
import { durationFor } from '../random.ts';
import type { OnlineDeployment } from '../resources.ts';
import type { Collection } from '../store.ts';
import { vmSize } from '../vm-sizes.ts';

/** What a deployment cost on a day (UTC). */
export interface UsageRow {
  readonly workspaceId: string;
  readonly endpoint: string;
  readonly deployment: string;
  /** `2026-01-31`. */
  readonly date: string;
  /** US dollars. */
  readonly cost: number;
}

const hourInMs = 3_600_000;
const dayInMs = 24 * hourInMs;
const refreshInMs = 4 * hourInMs;

/**
 * The costs that are known by now: those of every deployment that is there, failed ones included, from its creation on, and
 * those that a scenario wrote down. Data comes every four hours, and lags behind by eight to twenty-four.
 */
export function usageRows(cloud: Cloud): UsageRow[] {
  const lag = durationFor(cloud.seed, 'cost data', [8 * hourInMs, dayInMs]);
  const until = Math.floor((cloud.clock.now() - lag) / refreshInMs) * refreshInMs;
  return [
    ...writtenCosts(cloud).values(),
    ...cloud.deployments.values().flatMap((deployment) => costsOf(deployment, until)),
  ];
}

/** Costs that a scenario states, e.g. of deployments that are gone. */
export const writtenCosts = (cloud: Pick<Cloud, 'store'>): Collection<UsageRow> => cloud.store.collection('costs');

function costsOf({ resource, endpointId }: OnlineDeployment, until: number): UsageRow[] {
  const price = vmSize(resource.properties.instanceType)?.pricePerHour ?? 0;
  const perHour = price * (resource.sku?.capacity ?? 1);
  const [workspaceId = '', endpoint = ''] = endpointId.split('/onlineEndpoints/');
  const rows: UsageRow[] = [];
  let from = Date.parse(resource.systemData?.createdAt ?? new Date(until).toISOString());
  while (from < until) {
    const to = Math.min(until, (Math.floor(from / dayInMs) + 1) * dayInMs);
    const cost = (perHour * (to - from)) / hourInMs;
    rows.push({
      workspaceId,
      endpoint,
      deployment: resource.name,
      date: new Date(from).toISOString().slice(0, 10),
      cost,
    });
    from = to;
  }
  return rows;
}
