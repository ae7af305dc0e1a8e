import { deployerPrincipalId } from '../../emulator/azure/cloud.ts';
import { deployAll } from '../../infra/check/check.ts';
import type { AppOnAzure } from './app-on-azure.ts';
import { ask, resourceGroup, subscriptionId, workspaceName } from './azure-client.ts';
import { control } from './plain-release.ts';

const ofRoles = 'Microsoft.Authorization/roleDefinitions@';
const ofAssignments = 'Microsoft.Authorization/roleAssignments@';

/**
 * Holds the app to what our Bicep files give its identity, and to nothing else: the roles that they make, and the
 * assignments, with the places of the files put where the emulated ones are.
 */
export async function holdToInfra(app: Pick<AppOnAzure, 'azure' | 'otherWorkspaceId'>): Promise<void> {
  const { controlUrl, url, cloud, workspace } = app.azure;
  const deployed = deployAll().find((each) => each.case.name === 'defaults')?.resources ?? [];
  const container = String(cloud.datastores.values()[0]?.properties['containerName']);
  const here = (scope: string) =>
    scope
      .replace(/^\/subscriptions\/[^/]+/, `/subscriptions/${subscriptionId}`)
      .replace('/resourceGroups/rg-ml', `/resourceGroups/${resourceGroup}`)
      .replace('/workspaces/ml-dev', `/workspaces/${workspaceName}`)
      .replace('/components/appi-ml', `/components/${workspace.properties.applicationInsights.split('/').at(-1)}`)
      .replace('/storageAccounts/stml', `/storageAccounts/${cloud.storage.workspaceAccount.name}`)
      .replace(/azureml-blobstore-[\w-]+$/, container);
  for (const { scope, name, body } of deployed.filter(({ type }) => type.startsWith(ofRoles))) {
    const path = `${here(scope)}/providers/${ofRoles.slice(0, -1)}/${name}`;
    await ask(url, { method: 'PUT', path, apiVersion: '2022-04-01', body: { properties: body['properties'] } });
  }
  const principalId = deployerPrincipalId;
  await control(controlUrl, 'DELETE', '/roles', { principalId });
  for (const { scope, body } of deployed.filter(({ type }) => type.startsWith(ofAssignments))) {
    const given = body['properties'] as { principalId: string; roleDefinitionId: string };
    if (!given.principalId.includes('/userAssignedIdentities/id-flowferry')) continue;
    const role = given.roleDefinitionId.split('/').at(-1);
    // Every workspace that is served gets the same.
    for (const each of new Set([here(scope), here(scope).replace(workspace.id, app.otherWorkspaceId)])) {
      await control(controlUrl, 'POST', '/roles', { principalId, role, scope: each });
    }
  }
  await control(controlUrl, 'PUT', '/callers', { areChecked: true });
}
