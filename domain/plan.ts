import type { PackageRef } from './release.ts';
import type { RoleGrant } from './roles.ts';
import type { Rollout } from './rollout.ts';
import type { TrafficMap } from './world.ts';

/**
 * What a release will do, before it does any of it. Made in an activity, so that the orchestration's history pins it: a
 * release that is under way carries out the plan it was given, whatever the code says by then.
 */
export interface Plan {
  readonly releaseId: string;
  readonly workspaceId: string;
  readonly package: PackageRef;
  readonly endpoint: { readonly name: string; readonly action: 'create' | 'keep'; readonly body: EndpointBody };
  readonly model: ModelSpec;
  readonly environment: EnvironmentPlan;
  /** `keep` when the same content is still there from an earlier release: the warm way back to it. */
  readonly deployment: { readonly name: string; readonly action: 'create' | 'keep'; readonly body: DeploymentBody };
  readonly roles: readonly RoleGrant[];
  /** The identity that gets the roles, where it is known before the endpoint exists. */
  readonly principalId?: string;
  readonly traffic: { readonly before: TrafficMap; readonly after: TrafficMap };
  readonly rollout: Rollout;
  /** The deployment that carries most traffic now, and is taken over from. */
  readonly stable?: string;
  /** The way back once this is live: the stable deployment; where this content serves already, the way back that it has. */
  readonly previous?: string;
}

/** An endpoint, as it is created. */
export interface EndpointBody {
  readonly location: string;
  readonly auth: 'key' | 'aml_token' | 'aad_token';
  readonly identity: { readonly kind: 'system' } | { readonly kind: 'userAssigned'; readonly id: string };
  readonly enforceConnectionSecrets: boolean;
  readonly publicNetworkAccess: boolean;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A flow's folder as a model: Azure gives a deployment its files through one. */
export interface ModelSpec {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the content; also where the files are uploaded, so that a second upload changes nothing. */
  readonly contentHash: string;
  /** The last part of the folder's path. The serving container takes it for the flow's name. */
  readonly folder: string;
  readonly description: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface EnvironmentPlan {
  readonly name: string;
  /** Changes with the environment's content, and with nothing else. */
  readonly version: string;
  /** The image that the environment is, or builds on. */
  readonly baseImage: string;
}

/** A deployment, as it is created: at no traffic. */
export interface DeploymentBody {
  readonly location: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly requestTimeoutInSeconds: number;
  readonly maxConcurrentRequests: number;
  readonly probes?: ProbesBody;
  readonly appInsights: boolean;
  readonly dataCollection: boolean;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}
export interface ProbesBody {
  readonly liveness?: ProbeBody;
  readonly readiness?: ProbeBody;
  readonly startup?: ProbeBody;
}
export interface ProbeBody {
  readonly initialDelayInSeconds?: number;
  readonly periodInSeconds?: number;
  readonly timeoutInSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
}

/** A deployment's body with the assets that it runs. */
export interface DeploymentRequest extends DeploymentBody {
  readonly modelId: string;
  readonly environmentId: string;
}
