import type { Announcement } from './announcement.ts';
import type { Environments, Models } from './assets.ts';
import type { Compute } from './compute.ts';
import type { FlowMetrics } from './flow-series.ts';
import type { Installation } from './installation/looked.ts';
import type { AuditEntry, Journal, KeptPlan } from './journal.ts';
import type { Notes } from './notes.ts';
import type { Outcome } from './outcome.ts';
import type { DeploymentRequest, EndpointBody } from './plan.ts';
import type { RecordedVerdict } from './release.ts';
import type { Blueprints } from './retirement.ts';
import type { OwnRights } from './rights.ts';
import type { Roles } from './roles.ts';
import type { Runs } from './runs.ts';
import type { Metrics } from './series.ts';
import type { PublicSettings } from './settings.ts';
import type { Tokens } from './sign-in.ts';
import type { Announcements, Fleet, Intents, Packages, PoisonMessages, Releases } from './stores.ts';
import type { Usage } from './usage.ts';
import type { EndpointRef } from './workspace.ts';

/**
 * Everything that Flowferry needs from outside, in its own words. Activities get a World and nothing else; in Azure the
 * SDKs stand behind it, in tests whatever a test needs.
 *
 * For every port: an absent thing is `undefined`, deleting the absent succeeds, an expected no is a `refused` outcome,
 * and only trouble that is worth another try is thrown.
 */
export interface World {
  readonly settings: PublicSettings;
  readonly clock: { now(): Date };
  readonly tokens: Tokens;
  readonly packages: Packages;
  readonly releases: Releases;
  readonly intents: Intents;
  readonly fleet: Fleet;
  readonly notes: Notes;
  readonly poison: PoisonMessages;
  readonly audit: Journal<AuditEntry>;
  /** The judge's words on a release, by its id. */
  readonly verdicts: Journal<RecordedVerdict>;
  /** Plans, by the release's id. */
  readonly plans: Journal<KeptPlan>;
  readonly announcements: Announcements;
  readonly channels: Channels;
  readonly workspaces: Workspaces;
  readonly models: Models;
  readonly environments: Environments;
  readonly endpoints: Endpoints;
  readonly deployments: Deployments;
  readonly blueprints: Blueprints;
  readonly roles: Roles;
  readonly rights: OwnRights;
  readonly compute: Compute;
  readonly scoring: Scoring;
  readonly metrics: Metrics;
  readonly usage: Usage;
  readonly flowMetrics: FlowMetrics;
  readonly runs: Runs;
  readonly installation: Installation;
}

export interface Workspaces {
  get(workspaceId: string): Promise<WorkspaceFacts | undefined>;
  connection(workspaceId: string, name: string): Promise<ConnectionFacts | undefined>;
  /** A user-assigned identity, by its resource id. */
  identity(identityId: string): Promise<{ readonly principalId: string; readonly clientId: string } | undefined>;
}
export interface WorkspaceFacts {
  readonly id: string;
  readonly location: string;
  readonly storageAccountId: string;
  readonly containerRegistryId?: string;
  readonly network?: NetworkFacts;
}
export interface NetworkFacts {
  /** Whether Azure manages the network that endpoints run in. */
  readonly isManaged: boolean;
  /** How many private endpoints lead to the workspace. */
  readonly privateEndpoints: number;
  readonly publicAccess: boolean;
}
export interface ConnectionFacts {
  readonly name: string;
  /** `AzureOpenAI`, `CustomKeys` … as the service says it. */
  readonly category: string;
  /** `ApiKey`, `AAD` … as the service says it. */
  readonly authType: string;
  /** Tells connections of the category `CognitiveService` apart. */
  readonly kind?: string;
  /** The resource behind it, for connections by Microsoft Entra ID. */
  readonly resourceId?: string;
}

/** How far a long Azure operation has come. */
export type Progress<T> = { readonly state: 'running' } | { readonly state: 'done'; readonly value: T };

export interface Endpoints {
  get(endpoint: EndpointRef): Promise<EndpointFacts | undefined>;
  /** Those of a workspace; Azure allows some hundred. */
  list(workspaceId: string): Promise<readonly EndpointFacts[]>;
  /** Begins to create the endpoint, or does nothing if it is there. */
  begin(endpoint: EndpointRef, body: EndpointBody): Promise<Outcome<Begun>>;
  check(endpoint: EndpointRef): Promise<Outcome<Progress<EndpointFacts>>>;
  /** Begins to change the traffic: full read, change, write. Everything else stays as it was read. */
  beginTraffic(endpoint: EndpointRef, traffic: TrafficMap, mirror?: TrafficMap): Promise<Outcome<Begun>>;
  beginDelete(endpoint: EndpointRef): Promise<Outcome<Begun>>;
}
/** A change was accepted; whoever began it asks again until it is done. */
export type Begun = Readonly<Record<string, never>>;
/** Share of live traffic per deployment, in whole percent; sums to 100, or is empty. */
export type TrafficMap = Readonly<Record<string, number>>;
export interface EndpointFacts {
  readonly name: string;
  /** `Creating`, `Updating`, `Succeeded`, `Failed` … as the service says it. */
  readonly state: string;
  readonly auth: 'key' | 'aml_token' | 'aad_token';
  readonly identity: {
    readonly kind: 'system' | 'userAssigned' | 'none';
    readonly principalId?: string;
    readonly identityIds: readonly string[];
  };
  readonly traffic: TrafficMap;
  /** Share of the requests that is copied to a deployment. */
  readonly mirror?: TrafficMap;
  readonly scoringUri?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Deployments {
  get(endpoint: EndpointRef, name: string): Promise<DeploymentFacts | undefined>;
  list(endpoint: EndpointRef): Promise<readonly DeploymentFacts[]>;
  /** Begins to create the deployment, at no traffic. Does nothing if it is there, or being made. */
  begin(endpoint: EndpointRef, name: string, request: DeploymentRequest): Promise<Outcome<Begun>>;
  /** A failed creation is refused with the service's own code and message. */
  check(endpoint: EndpointRef, name: string): Promise<Outcome<Progress<DeploymentFacts>>>;
  /** Begins to give the deployment so many instances. */
  beginScale(endpoint: EndpointRef, name: string, instanceCount: number): Promise<Outcome<Begun>>;
  beginDelete(endpoint: EndpointRef, name: string): Promise<Outcome<Begun>>;
  /** The last lines of the container's and of the storage initializer's log. */
  logs(endpoint: EndpointRef, name: string): Promise<readonly { readonly container: string; readonly text: string }[]>;
}
export interface DeploymentFacts {
  readonly name: string;
  readonly state: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Requests to an endpoint. Keys and tokens are fetched and used in here and never leave. */
export interface Scoring {
  /** The OpenAPI document of a deployment; `undefined` where it serves none. */
  describe(endpoint: EndpointRef, deployment: string): Promise<Outcome<OpenApiDocument | undefined>>;
  /** Refused when Flowferry may not have the key or token. Whatever the endpoint answers is an answer. */
  score(endpoint: EndpointRef, request: ScoringRequest): Promise<Outcome<ScoringAnswer>>;
}
export type OpenApiDocument = Readonly<Record<string, unknown>>;
export interface ScoringRequest {
  /** Sends it to this deployment whatever the traffic says. */
  readonly deployment?: string;
  readonly body: unknown;
  readonly timeoutInSeconds: number;
}
export interface ScoringAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly latencyInSeconds: number;
}

/** Who is told what became of things, as the settings name them: a topic, chats, webhooks. */
export interface Channels {
  readonly names: readonly string[];
  /** Refused when the receiver will not take it however often it is sent. Sent twice, it has the same id twice. */
  send(channel: string, announcement: Announcement): Promise<Outcome<Begun>>;
}
