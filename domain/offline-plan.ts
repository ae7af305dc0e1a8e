import { deploymentVariables, type EnvironmentSpec, environmentOf } from './environment.ts';
import { type Manifest, readManifest } from './manifest.ts';
import type { Fault } from './outcome.ts';
import type { PackageFiles } from './package/archive.ts';
import type { FlowInput, FlowOutput, PackageFacts, Warning } from './package/facts.ts';
import { readPackage } from './package/package.ts';
import { swaggerExample } from './package/samples.ts';
import { swaggerOf } from './package/swagger.ts';
import { rolesFor } from './roles.ts';

/** What can be told of a package without a look at Azure. */
export interface OfflinePlan {
  readonly kind: 'standard' | 'chat' | 'evaluation' | 'flex' | 'prompty' | 'container' | 'unknown';
  readonly flowFile?: string;
  readonly endpoint?: string;
  readonly inputs: readonly FlowInput[];
  readonly outputs: readonly FlowOutput[];
  /** Names of the connections that the workspace must have, as the flow spells them. */
  readonly connections: readonly string[];
  readonly indexLookup: boolean;
  readonly swagger?: Readonly<Record<string, unknown>>;
  readonly environment?: EnvironmentSpec;
  /** Roles of the endpoint's identity, as far as the package alone tells. */
  readonly roles: readonly PlannedRole[];
  /** Empty if the package can be deployed. */
  readonly faults: readonly PlanFault[];
  readonly warnings: readonly PlanWarning[];
}

export interface PlannedRole {
  readonly role: string;
  readonly roleDefinitionId: string;
  readonly scopeKind: string;
  readonly why: string;
}

interface At {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface PlanFault extends At {
  readonly slug: string;
  readonly message: string;
  readonly remedy: string;
  /** The class under which the serving runtime would report it at start-up. */
  readonly runtimeClass?: string;
}

export interface PlanWarning extends At {
  readonly message: string;
}

/** Reads a package as a release would, and says what it would take to serve it. */
export function offlinePlan(files: PackageFiles, name: string, baseImage: string): OfflinePlan {
  const { facts, faults, warnings } = readPackage(files, name);
  const manifest = readManifest(files);
  const hasManifest = manifest.kind === 'done' || manifest.fault.slug !== 'no-manifest';
  const stated = manifest.kind === 'done' ? manifest.value : undefined;
  const ofManifest = manifest.kind === 'refused' && hasManifest ? [manifest.fault] : [];
  return {
    kind: kindOf(facts, faults),
    ...(stated ? { endpoint: stated.endpoint.name } : {}),
    ...(facts ? served(facts, stated, files, baseImage) : nothingServed),
    faults: [...faults, ...ofManifest, ...(facts && stated ? misfits(facts, stated) : [])].map(
      ({ place, ...fault }) => ({
        ...fault,
        ...at(place),
      }),
    ),
    warnings: [...warnings, ...(hasManifest ? [] : [notOptedIn])].map(({ message, place }) => ({
      message,
      ...at(place),
    })),
  };
}

type Served = Omit<OfflinePlan, 'kind' | 'endpoint' | 'faults' | 'warnings'>;

const nothingServed: Served = { inputs: [], outputs: [], connections: [], indexLookup: false, roles: [] };

const served = (facts: PackageFacts, stated: Manifest | undefined, files: PackageFiles, baseImage: string): Served => ({
  flowFile: facts.flowFile,
  inputs: facts.inputs,
  outputs: facts.outputs,
  connections: facts.connections.map((connection) => connection.name),
  indexLookup: facts.usesIndexLookup,
  // What a container of the team's own answers is not known.
  ...(facts.kind === 'container' ? {} : { swagger: swaggerOf(facts, swaggerExample(files), stated?.outputs) }),
  environment: environmentOf(facts, stated ?? unstated(), baseImage, files),
  roles: rolesOf(facts, stated),
});

const notOptedIn: Warning = {
  message: 'There is no deploy.yaml: an automatic deployment would pass this package over.',
};

function kindOf(facts: PackageFacts | undefined, faults: readonly Fault[]): OfflinePlan['kind'] {
  if (!facts) return 'unknown';
  if (faults.some(({ slug }) => slug === 'evaluation-flow')) return 'evaluation';
  if (facts.kind !== 'dag') return facts.kind;
  return facts.isChat ? 'chat' : 'standard';
}

/** The manifest of a package that has none: every default. */
function unstated(): Manifest {
  const manifest = readManifest(new Map([['deploy.yaml', new TextEncoder().encode('endpoint: {name: unnamed}')]]));
  if (manifest.kind === 'refused') throw new Error(manifest.fault.message);
  return manifest.value;
}

/** What of the manifest does not fit the flow. Names of the workspace play no part in it. */
function misfits(facts: PackageFacts, manifest: Manifest): Fault[] {
  const workspace = { subscriptionId: '-', resourceGroup: '-', name: '-' };
  const variables = deploymentVariables({ facts, manifest, workspace, endpointName: '-', deploymentName: '-' });
  return variables.kind === 'refused' ? [variables.fault] : [];
}

/** Scopes are told by their kind; which resource stands behind a connection only Azure knows. */
function rolesOf(facts: PackageFacts, manifest: Manifest | undefined): PlannedRole[] {
  const grants = rolesFor({
    identity: (manifest?.endpoint.identity ?? 'system') === 'system' ? 'system' : 'userAssigned',
    workspace: { id: 'workspace', location: '', storageAccountId: 'storage', containerRegistryId: 'registry' },
    connections: facts.connections.map(({ name }) => ({ name, category: '', authType: '' })),
    usesIndexLookup: facts.usesIndexLookup,
  });
  return grants.map(({ role, roleId, scope, why }) => ({ role, roleDefinitionId: roleId, scopeKind: scope, why }));
}

const at = (place: Fault['place']): At => ({
  ...(place ? { file: place.file } : {}),
  ...(place?.line === undefined ? {} : { line: place.line }),
  ...(place?.column === undefined ? {} : { column: place.column }),
});
