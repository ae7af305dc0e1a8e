import type { Outcome } from './outcome.ts';
import type { ConnectionFacts, WorkspaceFacts } from './world.ts';

/** One role that an endpoint's identity needs, where, and what for. */
export interface RoleGrant {
  readonly role: string;
  /** The GUID of the built-in role. */
  readonly roleId: string;
  /** The resource id on which it is needed. */
  readonly scope: string;
  readonly why: string;
}

/** A role that an identity has for an endpoint's sake. */
export interface GivenRole {
  readonly principalId: string;
  readonly grant: RoleGrant;
  /** The release that gave it, or found it there. What others gave, carries another mark, and is never taken back. */
  readonly releaseId: string;
}

export interface Roles {
  /** Whether the principal has the role there, by whatever way: from above, or through a group. */
  has(principalId: string, grant: RoleGrant): Promise<boolean>;
  /** Grants a role. What is there already stays; a grant whose answer was lost is recognised as this release's own. */
  grant(principalId: string, grant: RoleGrant, releaseId: string): Promise<Outcome<{ readonly created: boolean }>>;
  /** Takes back a grant if this release made it, and says whether it did. */
  revoke(principalId: string, grant: RoleGrant, releaseId: string): Promise<boolean>;
}

/** The roles that a plan may contain: built-in roles of Azure, by the name the portal shows. Source: Azure built-in roles. */
export const builtInRoles = {
  'Azure Machine Learning Workspace Connection Secrets Reader': 'ea01e6af-a1c1-4350-9563-ad00f8c72ec5',
  'AzureML Metrics Writer (preview)': '635dd51f-9968-44d3-b7fb-6d9a6bd613ae',
  'AzureML Data Scientist': 'f6c7c914-8db3-469d-8ca1-694a8f32e121',
  AcrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  'Storage Blob Data Reader': '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
  'Cognitive Services OpenAI User': '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd',
  'Cognitive Services User': 'a97b65f3-24c7-4388-baec-2e87135dc908',
  'Search Index Data Reader': '1407120a-92aa-4202-b7e9-c0e197c71c8f',
} as const;
type RoleName = keyof typeof builtInRoles;

const grant = (role: RoleName, scope: string, why: string): RoleGrant => ({
  role,
  roleId: builtInRoles[role],
  scope,
  why,
});

/** The role that a connection by Microsoft Entra ID needs on the resource behind it. */
const roleByCategory: Readonly<Record<string, RoleName>> = {
  AzureOpenAI: 'Cognitive Services OpenAI User',
  AIServices: 'Cognitive Services OpenAI User',
  CognitiveSearch: 'Search Index Data Reader',
  CognitiveService: 'Cognitive Services User',
};

export interface RoleNeeds {
  readonly identity: 'system' | 'userAssigned';
  readonly workspace: WorkspaceFacts;
  readonly connections: readonly ConnectionFacts[];
  readonly usesIndexLookup: boolean;
}

/**
 * The least that the identity of an endpoint needs. Azure itself gives a system-assigned identity the roles for images,
 * the model and metrics; a user-assigned one gets nothing by itself.
 * Source: Microsoft Learn, "Authentication and authorization for online endpoints".
 */
export function rolesFor(needs: RoleNeeds): readonly RoleGrant[] {
  const { workspace } = needs;
  const own = needs.identity === 'userAssigned' ? rolesOfUserAssigned(workspace) : [];
  const secrets =
    needs.connections.length > 0
      ? [
          grant(
            'Azure Machine Learning Workspace Connection Secrets Reader',
            workspace.id,
            'the flow reads connections when it starts',
          ),
        ]
      : [];
  const resources = needs.connections.flatMap(roleOfConnection);
  const index = needs.usesIndexLookup
    ? [grant('AzureML Data Scientist', workspace.id, 'the flow uses Index Lookup')]
    : [];
  return [...own, ...secrets, ...resources, ...index];
}

function rolesOfUserAssigned(workspace: WorkspaceFacts): RoleGrant[] {
  const pull = workspace.containerRegistryId
    ? [grant('AcrPull', workspace.containerRegistryId, 'the container image is pulled')]
    : [];
  return [
    ...pull,
    grant('Storage Blob Data Reader', workspace.storageAccountId, 'the model is read'),
    grant('AzureML Metrics Writer (preview)', workspace.id, 'processor and memory metrics are written'),
  ];
}

function roleOfConnection(connection: ConnectionFacts): RoleGrant[] {
  const role = roleByCategory[connection.category];
  if (connection.authType !== 'AAD' || !role || !connection.resourceId) return [];
  return [grant(role, connection.resourceId, `connection ${connection.name} signs in with Microsoft Entra ID`)];
}
