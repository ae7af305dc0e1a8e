import type { JsonObject } from './exchange.ts';

export interface SystemData {
  readonly createdAt: string;
  readonly createdBy: string;
  readonly createdByType: string;
  readonly lastModifiedAt: string;
  readonly lastModifiedBy?: string;
  readonly lastModifiedByType?: string;
}

/** A resource in the form in which Azure Resource Manager gives it away. */
export interface Resource<P = JsonObject> {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly properties: P;
  readonly systemData?: SystemData;
}

export interface TrackedResource<P> extends Resource<P> {
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly kind?: string;
  readonly sku?: { readonly name?: string; readonly tier?: string; readonly capacity?: number };
  readonly identity?: ResourceIdentity;
}

export interface ResourceIdentity {
  readonly type: string;
  readonly principalId?: string;
  readonly tenantId?: string;
  readonly userAssignedIdentities?: Readonly<Record<string, { principalId?: string; clientId?: string }>>;
}

/** The workspace, and what hangs on it. */
export interface Workspace extends TrackedResource<WorkspaceProperties> {}

export interface WorkspaceProperties {
  readonly workspaceId: string;
  readonly storageAccount: string;
  readonly containerRegistry: string;
  readonly applicationInsights: string;
  readonly keyVault: string;
  readonly discoveryUrl: string;
  readonly mlFlowTrackingUri: string;
  readonly provisioningState: string;
  readonly [key: string]: unknown;
}

export type ProvisioningState = 'Creating' | 'Updating' | 'Scaling' | 'Deleting' | 'Succeeded' | 'Failed' | 'Canceled';

export interface EndpointProperties {
  readonly authMode: 'Key' | 'AMLToken' | 'AADToken';
  readonly description?: string;
  readonly traffic: Readonly<Record<string, number>>;
  readonly mirrorTraffic: Readonly<Record<string, number>>;
  readonly publicNetworkAccess: string;
  readonly provisioningState: ProvisioningState;
  readonly scoringUri: string;
  readonly swaggerUri: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** An endpoint, with what the service knows about it but does not show. */
export interface OnlineEndpoint {
  readonly resource: TrackedResource<EndpointProperties>;
  readonly workspaceId: string;
  readonly keys: { readonly primaryKey: string; readonly secondaryKey: string };
  readonly tokens: readonly { readonly accessToken: string; readonly expiresAt: number }[];
  /** False as long as it never reached Succeeded: such an endpoint has to be recreated. */
  readonly wasReady: boolean;
}

export interface DeploymentProperties {
  readonly endpointComputeType: string;
  readonly model?: string;
  readonly environmentId?: string;
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly instanceType: string;
  readonly appInsightsEnabled: boolean;
  readonly provisioningState: ProvisioningState;
  readonly requestSettings: RequestSettings;
  readonly properties: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

export interface RequestSettings {
  /** ISO 8601 duration. */
  readonly requestTimeout: string;
  readonly maxConcurrentRequestsPerInstance: number;
  readonly maxQueueWait?: string;
}

/** A deployment, with what the service knows about it but does not show. */
export interface OnlineDeployment {
  readonly resource: TrackedResource<DeploymentProperties>;
  readonly endpointId: string;
  /** What the container that answers now was started with; absent while none has started. */
  readonly running?: RunningDeployment;
  readonly logs: { readonly storageInitializer: string; readonly inferenceServer: string };
}

export interface RunningDeployment {
  readonly properties: DeploymentProperties;
  readonly capacity: number;
  /** Milliseconds since 1970, of the emulator's clock. */
  readonly startedAt: number;
}

export interface RoleAssignment extends Resource<RoleAssignmentProperties> {
  /** From when on it works: permissions take their time to reach every service. */
  readonly effectiveAt: number;
}

export interface RoleAssignmentProperties {
  readonly roleDefinitionId: string;
  readonly principalId: string;
  readonly principalType: string;
  readonly scope: string;
  readonly description?: string;
  readonly condition?: string;
  readonly conditionVersion?: string;
  readonly createdOn: string;
  readonly createdBy?: string;
  /** Absent as long as it is as it was made. */
  readonly updatedOn?: string;
  readonly updatedBy?: string;
}

/** Someone who can be granted a role. */
export interface Principal {
  readonly principalId: string;
  readonly clientId?: string;
  readonly displayName: string;
  /** From when on the directory knows it everywhere. */
  readonly visibleAt: number;
}

export interface UserAssignedIdentity
  extends Omit<
    TrackedResource<{ readonly clientId: string; readonly principalId: string; readonly tenantId: string }>,
    'identity'
  > {}

/** A connection of a workspace, with its secret. */
export interface Connection extends Resource<ConnectionProperties> {}

export interface ConnectionProperties {
  readonly authType: string;
  readonly category: string;
  readonly target: string;
  readonly credentials: JsonObject | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** A version of a model or an environment, and its container when the version is absent. */
export interface Asset extends Resource<JsonObject> {
  readonly workspaceId: string;
}
