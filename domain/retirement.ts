import type { Outcome } from './outcome.ts';
import type { LiveRelease } from './watch.ts';
import type { EndpointRef } from './workspace.ts';
import type { Begun, TrafficMap } from './world.ts';

/** An endpoint that was put to rest, with all that it takes to bring it back as it was. */
export interface Retirement {
  /** The release that served: its story tells what was done, and how. */
  readonly releaseId: string;
  /** `scaledToOne`: it is there, with one instance each. `retired`: it is gone, and costs nothing. */
  readonly state: 'scaledToOne' | 'retiring' | 'retired' | 'restoring';
  /** Why, in one sentence. */
  readonly reason: string;
  /** Of the wish that it answers; a later wish is another one. */
  readonly requestedAt: string;
  readonly retiredAt?: string;
  /** Absent while nothing was deleted. */
  readonly blueprint?: Blueprint;
  /** Instances per deployment, before they were taken away. */
  readonly instances: Readonly<Record<string, number>>;
  /** What the watch knew. */
  readonly live?: LiveRelease;
  /** How often the endpoint has been put to rest in this release's time. */
  readonly times: number;
}

/** The name of the note: an endpoint has at most one. */
export const retirementNote = 'retirement';

/** An endpoint with its deployments, as Azure has them, without what only Azure may write. */
export interface Blueprint {
  readonly endpoint: ResourceBody;
  readonly deployments: Readonly<Record<string, ResourceBody>>;
  readonly traffic: TrafficMap;
  readonly mirror: TrafficMap;
  /** Absent where the endpoint has no identity, or one that is gone with it. */
  readonly userAssignedPrincipalId?: string;
  /** The longest that a deployment lets a request take. */
  readonly longestRequestInSeconds: number;
}
/** A resource in the words of the service. */
export type ResourceBody = Readonly<Record<string, unknown>>;

/** Endpoints and deployments word for word, to be made again as they were. */
export interface Blueprints {
  take(endpoint: EndpointRef): Promise<Blueprint | undefined>;
  /** Begins to make the endpoint, without traffic. Does nothing if it is there, or being made. */
  beginEndpoint(endpoint: EndpointRef, body: ResourceBody): Promise<Outcome<Begun>>;
  /** Begins to make the deployment. Does nothing if it is there, or being made. */
  beginDeployment(endpoint: EndpointRef, name: string, body: ResourceBody): Promise<Outcome<Begun>>;
}

/**
 * What is to be brought back: what is there now, and what an earlier try at the same has deleted already. Whose traffic was
 * taken away by that try has the traffic from before.
 */
export function together(now: Blueprint | undefined, before: Blueprint | undefined): Blueprint | undefined {
  if (!now || !before) return now ?? before;
  const isDrained = Object.values(now.traffic).every((share) => share === 0);
  const { traffic, mirror } = isDrained ? before : now;
  return { ...now, traffic, mirror, deployments: { ...before.deployments, ...now.deployments } };
}

/** The bodies with as many instances as there were before they were taken away. */
export function withInstances(blueprint: Blueprint, instances: Readonly<Record<string, number>>): Blueprint {
  const deployments = Object.entries(blueprint.deployments).map(([name, body]) => {
    const capacity = instances[name];
    return [name, capacity === undefined ? body : { ...body, sku: { ...(body['sku'] as object), capacity } }];
  });
  return { ...blueprint, deployments: Object.fromEntries(deployments) };
}

/** Those that carry most traffic first: they are missed most. */
export const inOrderOfTraffic = ({ deployments, traffic }: Blueprint): readonly string[] =>
  Object.keys(deployments).sort((a, b) => (traffic[b] ?? 0) - (traffic[a] ?? 0) || a.localeCompare(b));

/** What the story calls a step that may happen again in a release's time. */
export const numbered = (step: string, { times }: { readonly times: number }): string =>
  times <= 1 ? step : `${step} (${times})`;
