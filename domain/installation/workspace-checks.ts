import { partsOf } from '../workspace.ts';
import { checkAnswer } from './answers.ts';
import { type Check, noted, well, wrong } from './check.ts';
import type { Place, Sight } from './looked.ts';
import {
  accountId,
  attachIdentity,
  findWorkspaces,
  giveRole,
  groupScope,
  setSetting,
  showNetwork,
  subscriptionScope,
} from './mends.ts';

type OfWorkspace<About extends Sight['about']> = Extract<Sight, { about: About }>;

export function checkWorkspace({ id, answer }: OfWorkspace<'workspace'>, place: Place): Check {
  const { name } = partsOf(id);
  return checkAnswer(answer, {
    name: `workspace ${name}`,
    what: `Workspace ${name} of FLOWFERRY_WORKSPACES`,
    ifAbsent: `${findWorkspaces} && ${setSetting(place, 'FLOWFERRY_WORKSPACES', '<the ids that are right>')}`,
    // Azure says no also of what is not there, to whoever has no role above it.
    ifForbidden: `az resource show --ids "${id}" --query name && ${giveRole(place, 'AzureML Data Scientist', id)}`,
    ifSilent: showNetwork(id),
  });
}

/** Where models and images are uploaded to. */
export function checkDatastore({ id, account, answer }: OfWorkspace<'datastore'>, place: Place): Check {
  const { name, resourceGroup } = partsOf(id);
  const scope = account === undefined ? groupScope(id) : accountId(account);
  const network = account === undefined ? '' : ` --name ${account}`;
  return checkAnswer(answer, {
    name: `workspace ${name}: uploads`,
    what: `The container of workspace ${name}'s default datastore`,
    ifAbsent: `az ml datastore list --workspace-name ${name} --resource-group ${resourceGroup} -o table`,
    ifForbidden: giveRole(place, 'Storage Blob Data Contributor', scope),
    ifSilent: `az storage account show${network} --query "{public:publicNetworkAccess, rules:networkRuleSet}"`,
    ifUnasked: 'The workspace could not be read.',
  });
}

export function checkMetrics({ id, door, answer }: OfWorkspace<'metrics'>, place: Place): Check {
  const { name } = partsOf(id);
  const title = `workspace ${name}: metrics of ${door === 'batch' ? 'many endpoints at once' : 'one endpoint'}`;
  const scope = door === 'batch' ? subscriptionScope(id) : id;
  const mend = giveRole(place, 'Monitoring Reader', scope);
  if (door === 'batch' && answer === 'forbidden') {
    return noted(title, 'The app asks about one endpoint after the other, which takes longer; if not meant:', mend);
  }
  return checkAnswer(answer, {
    name: title,
    what: `Azure Monitor, asked about endpoints of workspace ${name},`,
    ifAbsent: `az ml online-endpoint list --workspace-name ${name} --resource-group ${partsOf(id).resourceGroup} -o table`,
    ifForbidden: mend,
    ifSilent: 'az monitor private-link-scope list -o table',
    ifUnasked: `Workspace ${name} has no endpoint to ask about.`,
  });
}

export function checkCost({ id, answer }: OfWorkspace<'cost'>, place: Place): Check {
  const { name, resourceGroup } = partsOf(id);
  return checkAnswer(answer, {
    name: `workspace ${name}: costs`,
    what: `Cost Management for the resource group ${resourceGroup}`,
    ifAbsent: `az group show --name ${resourceGroup}`,
    ifForbidden: giveRole(place, 'Cost Management Reader', groupScope(id)),
    ifSilent: 'az consumption usage list --top 1',
  });
}

/** Machines and quota of the region. An installation may be meant to do without. */
export function checkQuota({ id, answer }: OfWorkspace<'quota'>): Check {
  const { name } = partsOf(id);
  const title = `workspace ${name}: machines and quota`;
  const mend = 'azd env set FLOWFERRY_READ_SUBSCRIPTION true && azd provision';
  if (answer === 'forbidden') {
    return noted(title, 'The app may not read quota: a release that lacks some fails late; if not meant:', mend);
  }
  return checkAnswer(answer, {
    name: title,
    what: `The list of machines in the region of workspace ${name}`,
    ifAbsent: 'az provider register --namespace Microsoft.MachineLearningServices',
    ifForbidden: mend,
    ifSilent: `az ml compute list-usage --workspace-name ${name} --resource-group ${partsOf(id).resourceGroup}`,
    ifUnasked: 'The workspace could not be read.',
  });
}

export function checkToken({ of, answer }: OfWorkspace<'token'>, place: Place): Check {
  const mend = attachIdentity(place);
  const name = `sign-in to ${of}`;
  return answer === 'fine' ? well(name) : wrong(name, `The app gets no token for ${of}.`, mend);
}
