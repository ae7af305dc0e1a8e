import type { ComputeFacts } from './compute.ts';
import { findInConnections } from './connection-support.ts';
import type { EnvironmentSpec } from './environment.ts';
import { type Findings, faultFound, nothingFound, notLookedAt, together } from './findings.ts';
import { findInImages, type ImagePolicy } from './image-policy.ts';
import { findInNetwork } from './network.ts';
import { findInOwnRights, plannedGrants, type RightsByScope } from './own-rights.ts';
import type { Warning } from './package/facts.ts';
import type { Plan } from './plan.ts';
import { findInCompute } from './quota.ts';
import type { RoleGrant } from './roles.ts';
import { partsOf } from './workspace.ts';
import type { ConnectionFacts, DeploymentFacts, WorkspaceFacts } from './world.ts';

/** What a plan meets when it is carried out, as far as Flowferry may see it. */
export interface Surroundings {
  readonly workspace: WorkspaceFacts;
  readonly deployments: readonly DeploymentFacts[];
  readonly connections: { readonly needed: readonly string[]; readonly found: readonly ConnectionFacts[] };
  readonly environment: EnvironmentSpec;
  readonly images: ImagePolicy;
  readonly compute?: ComputeFacts;
  /** The roles of the plan that the endpoint's identity has already. */
  readonly held: readonly RoleGrant[];
  readonly rights: RightsByScope;
  /** Another workspace of the same region that has an endpoint of this name. */
  readonly sameNameIn?: string;
  /** What the package alone gave reason to warn of. */
  readonly packageWarnings: readonly Warning[];
}

/**
 * Looks, in seconds, for everything that would end the release a quarter of an hour later. All faults are told at once. What
 * is wrong with the package or the manifest, and what of an endpoint cannot be changed, is found before there is a plan.
 */
export function preflight(plan: Plan, around: Surroundings): Findings {
  const grants = plannedGrants(plan, around.held, around.rights);
  return together([
    { ...nothingFound, warnings: around.packageWarnings },
    findInName(plan, around),
    findInDeployments(plan, around.deployments),
    plan.deployment.action === 'keep' ? nothingFound : findInCompute(plan.deployment.body, around.compute),
    findInTimeout(plan),
    findInConnections(around.connections.needed, around.connections.found),
    findInNetwork(around.workspace),
    findInImages(around.environment, around.images),
    findInOwnRights(plan, grants, around.rights),
  ]);
}

/** Names are unique in a region, across all customers. Only those of the workspaces that are served can be known. */
function findInName({ endpoint }: Plan, { workspace, sameNameIn }: Surroundings): Findings {
  if (endpoint.action === 'keep') return nothingFound;
  if (sameNameIn === undefined) {
    return notLookedAt(`whether anybody else in ${workspace.location} has an endpoint named ${endpoint.name}`);
  }
  return faultFound(
    'endpoint-conflict',
    `The name ${endpoint.name} is taken in ${workspace.location}, by an endpoint of the workspace ${partsOf(sameNameIn).name}.`,
    'Choose another endpoint name: names are unique in an Azure region, across all customers.',
    { file: 'deploy.yaml', field: 'endpoint.name' },
  );
}

/** Source: Microsoft Learn, "Manage and increase quotas", limits of managed online endpoints. */
const deploymentsPerEndpoint = 20;

function findInDeployments({ endpoint, deployment }: Plan, deployments: readonly DeploymentFacts[]): Findings {
  const isNew = !deployments.some(({ name }) => name === deployment.name);
  if (!isNew || deployments.length < deploymentsPerEndpoint) return nothingFound;
  return faultFound(
    'too-many-deployments',
    `The endpoint ${endpoint.name} has ${deployments.length} deployments, which is all that an endpoint can hold.`,
    `Delete some that get no traffic: ${deployments
      .map(({ name }) => name)
      .slice(0, 5)
      .join(', ')} …`,
  );
}

/** Source: Microsoft Learn, "Deploy a flow … with CLI": only a model that is marked as a flow may take 300 seconds. */
const usualTimeoutInSeconds = 180;

function findInTimeout({ deployment, model }: Plan): Findings {
  const { requestTimeoutInSeconds } = deployment.body;
  if (requestTimeoutInSeconds <= usualTimeoutInSeconds || model.properties['azureml.promptflow.source_flow_id']) {
    return nothingFound;
  }
  return faultFound(
    'invalid-manifest',
    `deployment.requestTimeoutSeconds is ${requestTimeoutInSeconds}; only a flow may take more than ${usualTimeoutInSeconds} seconds.`,
    `Write ${usualTimeoutInSeconds} or less.`,
    { file: 'deploy.yaml', field: 'deployment.requestTimeoutSeconds' },
  );
}
