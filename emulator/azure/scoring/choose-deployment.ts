import type { Cloud } from '../cloud.ts';
import type { OnlineDeployment, OnlineEndpoint } from '../resources.ts';

/** Where a request goes, and who else gets a copy of it. */
export interface Choice {
  readonly deployment: OnlineDeployment | undefined;
  readonly mirrors: readonly OnlineDeployment[];
  /** Why nobody takes it. */
  readonly reason?: string;
}

/**
 * Picks the deployment for a request: the one that the header `azureml-model-deployment` names, at any share of traffic,
 * else one by the traffic rules. Only requests that follow the rules are mirrored (Learn: Safe rollout for online
 * endpoints). `random` draws numbers in [0, 1).
 */
export function chooseDeployment(
  cloud: Cloud,
  endpoint: OnlineEndpoint,
  pinned: string | undefined,
  random: () => number,
): Choice {
  const ready = (name: string) => readyDeployment(cloud, endpoint, name);
  if (pinned !== undefined) {
    const deployment = ready(pinned);
    if (deployment) return { deployment, mirrors: [] };
    return { deployment: undefined, mirrors: [], reason: `Specified deployment [${pinned}] could not be found` };
  }
  const { traffic, mirrorTraffic } = endpoint.resource.properties;
  const weighted = Object.entries(traffic).filter(([, weight]) => weight > 0);
  const total = weighted.reduce((sum, [, weight]) => sum + weight, 0);
  const name = drawn(weighted, random() * total);
  const deployment = name === undefined ? undefined : ready(name);
  const mirrored = Object.entries(mirrorTraffic).filter(([, percent]) => random() * 100 < percent);
  const mirrors = mirrored.map(([mirror]) => ready(mirror)).filter((found) => found !== undefined);
  if (deployment) return { deployment, mirrors };
  return { deployment, mirrors, reason: 'No deployment with positive traffic weight is ready' };
}

function drawn(weighted: readonly (readonly [string, number])[], point: number): string | undefined {
  let rest = point;
  for (const [name, weight] of weighted) {
    rest -= weight;
    if (rest < 0) return name;
  }
  return undefined;
}

/** A deployment that has a container to answer; one that never came up has none. */
function readyDeployment(cloud: Cloud, endpoint: OnlineEndpoint, name: string): OnlineDeployment | undefined {
  const found = cloud.deployments.get(`${endpoint.resource.id}/deployments/${name}`);
  return found?.running ? found : undefined;
}

/** The endpoint that answers at a scoring address; names are unique in a region. */
export const endpointAt = (cloud: Cloud, name: string, region: string): OnlineEndpoint | undefined =>
  cloud.endpoints
    .values()
    .find(({ resource }) => same(resource.name, name) && same(resource.location.replaceAll(' ', ''), region));

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
