import { deploymentVariables, modelProperties } from './deployment-variables.ts';
import type { EnvironmentSpec } from './environment.ts';
import type { Manifest } from './manifest.ts';
import { assetVersion, deploymentName, environmentName, modelName } from './naming.ts';
import { done, type Outcome, type Refused, refused } from './outcome.ts';
import type { PackageFacts } from './package/facts.ts';
import type { DeploymentBody, EndpointBody, Plan } from './plan.ts';
import type { PackageRef } from './release.ts';
import { rolesFor } from './roles.ts';
import { rolloutOf } from './rollout.ts';
import { tagsOf } from './tags.ts';
import { stableOf } from './traffic.ts';
import { fingerprint, partsOf } from './workspace.ts';
import type { ConnectionFacts, DeploymentFacts, EndpointFacts, WorkspaceFacts } from './world.ts';

/** What a plan is made of: what is wanted, and what is there. */
export interface PlanInput {
  readonly releaseId: string;
  readonly package: PackageRef;
  readonly facts: PackageFacts;
  readonly manifest: Manifest;
  readonly observed: Observed;
  readonly environment: EnvironmentSpec;
  readonly baseImage: string;
}

/** What a look at Azure showed. */
export interface Observed {
  readonly workspace: WorkspaceFacts;
  readonly endpoint?: EndpointFacts;
  readonly deployments: readonly DeploymentFacts[];
  /** The connections that the flow will use, under the names of the workspace; those that are missing are absent. */
  readonly connections: readonly ConnectionFacts[];
  /** The way back of what serves now. */
  readonly previous?: string;
  /** The user-assigned identity that the manifest names. */
  readonly identity?: { readonly principalId: string; readonly clientId: string };
}

/** The names of the workspace's connections that a flow will use: its own, or what the manifest puts in their place. */
export const connectionsNeeded = (facts: PackageFacts, manifest: Manifest): readonly string[] =>
  facts.connections.map(({ name }) => manifest.connections[name] ?? name);

/** Works out everything that a release will do, or why it cannot be done. */
export function makePlan(input: PlanInput): Outcome<Plan> {
  const problem = problemOf(input);
  if (problem) return problem;
  const { releaseId, facts, manifest, observed } = input;
  const deployment = deploymentName(input.package.hash);
  const variables = variablesOf(input, deployment);
  if (variables.kind === 'refused') return variables;

  const traffic = observed.endpoint?.traffic ?? {};
  // Content that serves already has nobody to take over from: the walk away from itself would end with no traffic at all.
  const carrier = stableOf(traffic);
  const stable = carrier === deployment ? undefined : carrier;
  const previous = carrier === deployment ? observed.previous : carrier;
  const kept = observed.deployments.some(({ name, state }) => name === deployment && state === 'Succeeded');
  return done({
    releaseId,
    workspaceId: observed.workspace.id,
    package: input.package,
    endpoint: {
      name: manifest.endpoint.name,
      action: observed.endpoint ? 'keep' : 'create',
      body: endpointBody(input),
    },
    model: {
      name: modelName(facts.name),
      version: assetVersion(input.package.hash),
      contentHash: input.package.hash,
      folder: facts.name,
      description: `The flow ${facts.name}.`,
      properties: modelProperties(facts, facts.name),
      tags: tagsOf(releaseId, {}),
    },
    environment: {
      name: environmentName(facts.name),
      version: fingerprint(JSON.stringify(input.environment)),
      baseImage: input.baseImage,
    },
    deployment: { name: deployment, action: kept ? 'keep' : 'create', body: deploymentBody(input, variables.value) },
    roles: rolesFor({
      identity: manifest.endpoint.identity === 'system' ? 'system' : 'userAssigned',
      workspace: observed.workspace,
      connections: observed.connections,
      usesIndexLookup: facts.usesIndexLookup,
    }),
    ...(observed.identity ? { principalId: observed.identity.principalId } : {}),
    traffic: { before: traffic, after: { [deployment]: 100 } },
    rollout: rolloutOf(manifest, stable),
    ...(stable === undefined ? {} : { stable }),
    ...(previous === undefined ? {} : { previous }),
  });
}

function variablesOf({ facts, manifest, observed }: PlanInput, deployment: string) {
  return deploymentVariables({
    facts,
    manifest,
    workspace: partsOf(observed.workspace.id),
    endpointName: manifest.endpoint.name,
    deploymentName: deployment,
    ...(observed.identity ? { clientId: observed.identity.clientId } : {}),
  });
}

function endpointBody({ releaseId, manifest, observed }: PlanInput): EndpointBody {
  const { auth, identity, enforceConnectionSecrets, publicNetworkAccess, description, tags } = manifest.endpoint;
  return {
    location: observed.workspace.location,
    auth,
    identity: identity === 'system' ? { kind: 'system' } : { kind: 'userAssigned', id: identity.userAssigned },
    enforceConnectionSecrets,
    publicNetworkAccess,
    description,
    tags: tagsOf(releaseId, tags),
  };
}

function deploymentBody(input: PlanInput, environmentVariables: Readonly<Record<string, string>>): DeploymentBody {
  const { deployment } = input.manifest;
  return {
    location: input.observed.workspace.location,
    instanceType: deployment.instanceType,
    instanceCount: deployment.instanceCount,
    environmentVariables,
    requestTimeoutInSeconds: deployment.requestTimeoutSeconds,
    maxConcurrentRequests: deployment.maxConcurrentRequests,
    appInsights: deployment.appInsights === 'on',
    dataCollection: deployment.dataCollection === 'on',
    description: `${input.package.name}, content ${input.package.hash.slice(0, 12)}`,
    tags: tagsOf(input.releaseId, deployment.tags),
  };
}

const problemOf = ({ manifest, observed }: PlanInput): Refused | undefined =>
  notCarriedOut(manifest) ?? conflictWith(manifest, observed);

/** A manifest may ask for what this version does not do yet. It says so, and does not quietly do less. */
function notCarriedOut({ deployment }: Manifest): Refused | undefined {
  const refuse = (field: string, what: string, instead: string) =>
    refused('not-carried-out', `${field}: ${what} is not carried out by this version.`, instead, {
      file: 'deploy.yaml',
      field,
    });
  if (typeof deployment.appInsights === 'object') {
    return refuse('deployment.appInsights', 'a connection string of your own', 'Write on or off.');
  }
  return undefined;
}

/** What cannot be changed once an endpoint exists. */
function conflictWith({ endpoint: wanted }: Manifest, { endpoint: found }: Observed): Refused | undefined {
  if (!found) return undefined;
  const conflict = (message: string) =>
    refused(
      'endpoint-conflict',
      `Endpoint ${found.name} ${message}`,
      'Correct deploy.yaml, or delete the endpoint in the workspace and release again.',
      { file: 'deploy.yaml', field: 'endpoint' },
    );
  if (found.state === 'Failed') return conflict('failed when it was created, and cannot be used.');
  if (found.state === 'Deleting') return conflict('is being deleted.');
  if (found.auth !== wanted.auth)
    return conflict(`signs callers in by ${found.auth}, not by ${wanted.auth}; that cannot be changed.`);
  const kind = wanted.identity === 'system' ? 'system' : 'userAssigned';
  if (found.identity.kind !== kind)
    return conflict(`has another kind of identity (${found.identity.kind}) than the manifest says.`);
  return undefined;
}
