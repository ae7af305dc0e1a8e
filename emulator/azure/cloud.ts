import type { Clock } from '../clock.ts';
import type { StorageAddresses } from '../storage.ts';
import type { Role } from './authorization/roles.ts';
import type { Faults } from './faults.ts';
import type { Operation } from './operations.ts';
import type {
  Asset,
  Connection,
  OnlineDeployment,
  OnlineEndpoint,
  Principal,
  Resource,
  RoleAssignment,
  UserAssignedIdentity,
  Workspace,
} from './resources.ts';
import type { Collection, Store } from './store.ts';

/** Everything that exists in the emulated Azure, and the time, chance and trouble that it is subject to. */
export interface Cloud {
  readonly clock: Clock;
  readonly seed: number;
  readonly faults: Faults;
  readonly storage: StorageAddresses;
  readonly store: Store;
  readonly workspaces: Collection<Workspace>;
  readonly datastores: Collection<Resource>;
  readonly models: Collection<Asset>;
  readonly environments: Collection<Asset>;
  readonly data: Collection<Asset>;
  readonly endpoints: Collection<OnlineEndpoint>;
  readonly deployments: Collection<OnlineDeployment>;
  readonly connections: Collection<Connection>;
  readonly roleAssignments: Collection<RoleAssignment>;
  readonly principals: Collection<Principal>;
  readonly identities: Collection<UserAssignedIdentity>;
  readonly operations: Collection<Operation>;
  /** Environment versions whose image has been built. */
  readonly images: Collection<{ readonly builtAt: string }>;
  /** Core limits by VM family, where they are not the default. */
  readonly coreLimits: Collection<number>;
  /** Roles that are not built in, by GUID. */
  readonly customRoles: Collection<Role>;
  /** What a scenario has turned on. */
  readonly switches: Collection<boolean>;
  /** Endpoint names that other customers hold in the region. */
  readonly takenNames: Collection<true>;
}

export interface CloudParts {
  readonly clock: Clock;
  readonly seed: number;
  readonly faults: Faults;
  readonly storage: StorageAddresses;
  readonly store: Store;
}

export const openCloud = (parts: CloudParts): Cloud => ({
  ...parts,
  workspaces: parts.store.collection('workspaces'),
  datastores: parts.store.collection('datastores'),
  models: parts.store.collection('models'),
  environments: parts.store.collection('environments'),
  data: parts.store.collection('data'),
  endpoints: parts.store.collection('endpoints'),
  deployments: parts.store.collection('deployments'),
  connections: parts.store.collection('connections'),
  roleAssignments: parts.store.collection('roleAssignments'),
  principals: parts.store.collection('principals'),
  identities: parts.store.collection('identities'),
  operations: parts.store.collection('operations'),
  images: parts.store.collection('images'),
  coreLimits: parts.store.collection('coreLimits'),
  customRoles: parts.store.collection('customRoles'),
  switches: parts.store.collection('switches'),
  takenNames: parts.store.collection('takenNames'),
});

export const isoNow = (cloud: { readonly clock: Clock }) => new Date(cloud.clock.now()).toISOString();

/** Who made a resource and when, as every answer of Azure Resource Manager says. */
export function stamp(cloud: Cloud, by: string | undefined, earlier?: Resource['systemData']) {
  const at = isoNow(cloud);
  const who = by ?? deployerPrincipalId;
  const created = earlier ?? { createdAt: at, createdBy: who, createdByType: 'Application' };
  return { ...created, lastModifiedAt: at, lastModifiedBy: who, lastModifiedByType: 'Application' };
}

/** The principal of a caller whose token names none. */
export const deployerPrincipalId = '00000000-0000-0000-0000-0000000000d1';
