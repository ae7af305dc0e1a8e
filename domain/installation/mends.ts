import { partsOf } from '../workspace.ts';
import type { Place } from './looked.ts';

/** Whom roles are given to. Only with its object id Azure need not look the identity up. */
function assignee({ principalId, clientId }: Place): string {
  if (principalId !== undefined)
    return `--assignee-object-id ${principalId} --assignee-principal-type ServicePrincipal`;
  if (clientId !== undefined) return `--assignee ${clientId}`;
  return `--assignee "$(az identity list --query "[?starts_with(name, 'id-flowferry')].clientId | [0]" -o tsv)"`;
}

export const giveRole = (place: Place, role: string, scope: string): string =>
  `az role assignment create ${assignee(place)} --role "${role}" --scope "${scope}"`;

/** The id of a storage account, which is named by nothing but its name. */
export const accountId = (account: string): string => `$(az storage account show --name ${account} --query id -o tsv)`;

/** In a local run the settings are the environment's. */
export const setSetting = ({ app }: Place, name: string, value: string): string =>
  app === undefined
    ? `export ${name}="${value}"`
    : `az functionapp config appsettings set --name ${app} --resource-group ${groupOf(app)} --settings "${name}=${value}"`;

export const dropSetting = ({ app }: Place, name: string): string =>
  app === undefined
    ? `unset ${name}`
    : `az functionapp config appsettings delete --name ${app} --resource-group ${groupOf(app)} --setting-names ${name}`;

export const restart = ({ app }: Place): string =>
  app === undefined ? 'npm start' : `az functionapp restart --name ${app} --resource-group ${groupOf(app)}`;

export const attachIdentity = (place: Place): string =>
  place.app === undefined
    ? 'az login'
    : `az functionapp identity assign --name ${place.app} --resource-group ${groupOf(place.app)} --identities "$(az identity list --query "[?${ofApp(place)}].id | [0]" -o tsv)"`;

const ofApp = ({ clientId }: Place) =>
  clientId === undefined ? `starts_with(name, 'id-flowferry')` : `clientId=='${clientId}'`;

const groupOf = (app: string) => `"$(az functionapp list --query "[?name=='${app}'].resourceGroup" -o tsv)"`;

export const makeContainer = ({ storageAccount }: Place, name: string): string =>
  `az storage container create --name ${name} --account-name ${storageAccount} --auth-mode login`;
export const makeQueue = ({ storageAccount }: Place, name: string): string =>
  `az storage queue create --name ${name} --account-name ${storageAccount} --auth-mode login`;
export const showMessages = ({ storageAccount }: Place, queue: string): string =>
  `az storage message peek --queue-name ${queue} --num-messages 32 --account-name ${storageAccount} --auth-mode login`;

export const subscriptionScope = (workspaceId: string): string =>
  `/subscriptions/${partsOf(workspaceId).subscriptionId}`;
export const groupScope = (workspaceId: string): string =>
  `${subscriptionScope(workspaceId)}/resourceGroups/${partsOf(workspaceId).resourceGroup}`;

export const findWorkspaces =
  'az resource list --resource-type Microsoft.MachineLearningServices/workspaces --query "[].id" -o tsv';
export const showNetwork = (id: string): string => `az network private-endpoint-connection list --id "${id}"`;
