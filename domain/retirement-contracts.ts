import { activity, beginning, type OfRelease, orchestration, whole } from './contract.ts';
import type { Fault, Outcome } from './outcome.ts';
import type { RoleGrant } from './roles.ts';
import type { EndpointRef } from './workspace.ts';
import type { Begun, TrafficMap } from './world.ts';

/** Every activity and orchestration that puts an endpoint to rest, or brings it back. */
export interface Rest extends OfRelease {
  readonly endpoint: EndpointRef;
  readonly reason: string;
  /** Of the wish: another time is another rest. */
  readonly requestedAt: string;
}
export const retireEndpoint = orchestration<Rest, Outcome<object>>('retireEndpoint');
export const restoreEndpoint = orchestration<Rest, Outcome<object>>('restoreEndpoint');
export const scaleToOne = orchestration<Rest, Outcome<object>>('scaleToOne');

export const planRetirement = activity<Rest, PlannedRetirement>('planRetirement', whole('write down what is there'));
export const beginDrain = activity<AtRest, Begun>('beginDrain', beginning('take the traffic away'));
export const revokeRoles = activity<AtRest, { removed: readonly string[] }>(
  'revokeRoles',
  whole('take the roles back'),
);
export const planRestoration = activity<AtRest, PlannedRestoration>('planRestoration', whole('read what was there'));
export const remakeEndpoint = activity<AtRest, Begun>('remakeEndpoint', beginning('bring the endpoint back'));
export const remakeDeployment = activity<AtRest & { deployment: string }, Begun>(
  'remakeDeployment',
  beginning('bring a deployment back'),
);
export const planScaleToOne = activity<Rest, PlannedScale>('planScaleToOne');
export const beginScale = activity<AtRest & { deployment: string; instances: number }, Begun>(
  'beginScale',
  beginning('change the number of instances'),
);
export const recordRest = activity<AtRest & { ending: RestEnding; fault?: Fault }, Readonly<Record<string, never>>>(
  'recordRest',
);

export type AtRest = Omit<Rest, 'reason' | 'requestedAt'>;
export type RestEnding = 'retired' | 'notRetired' | 'restored' | 'notRestored' | 'scaledToOne' | 'notScaledToOne';

export interface PlannedRetirement {
  /** False where an earlier try has deleted the endpoint already. */
  readonly isThere: boolean;
  readonly deployments: readonly string[];
  /** The longest that a request may still be under way when nothing new comes in. */
  readonly drainInSeconds: number;
  readonly times: number;
}
export interface PlannedRestoration extends PlannedScale {
  /** Those that are gone, in the order in which they are missed. */
  readonly deployments: readonly string[];
  readonly traffic: TrafficMap;
  readonly mirror: TrafficMap;
  readonly roles: readonly RoleGrant[];
  /** The identity that outlived the endpoint, and has its roles before that is made. */
  readonly principalId?: string;
  /** The deployment whose package knows how to ask it, if it is to have traffic. */
  readonly tested?: string;
}
export interface PlannedScale {
  /** How many instances which deployment is to have. */
  readonly instances: Readonly<Record<string, number>>;
  readonly times: number;
}
