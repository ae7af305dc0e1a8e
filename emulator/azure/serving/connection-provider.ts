import { flowError } from './flow-error.ts';

/** The workspace that the container asks for its connections. A part that the settings do not name is the text `None`. */
export interface WorkspaceScope {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly workspace: string;
}

export type Environment = ReadonlyMap<string, string>;

/** A setting of the server: a variable `PROMPTFLOW_X` may also be called `PF_X`. */
export const servingSetting = (environment: Environment, name: string): string | undefined =>
  environment.get(name) ?? environment.get(name.replace('PROMPTFLOW_', 'PF_'));

/**
 * Finds the workspace in `PROMPTFLOW_CONNECTION_PROVIDER`, `PRT_CONFIG_OVERRIDE` or `AML_DEPLOYMENT_RESOURCE_ID`, in this
 * order. Throws MissingConnectionProvider without any of them, and Python's IndexError for a part without `=`.
 */
export function connectionProvider(environment: Environment): WorkspaceScope {
  const override = overriddenSettings(environment.get('PRT_CONFIG_OVERRIDE'));
  const resource = servingSetting(environment, 'PROMPTFLOW_CONNECTION_PROVIDER') ?? undefined;
  if (resource !== undefined) return scopeIn(resource);
  if (override !== undefined) {
    return {
      subscriptionId: override.get('deployment.subscription_id') ?? 'None',
      resourceGroup: override.get('deployment.resource_group') ?? 'None',
      workspace: override.get('deployment.workspace_name') ?? 'None',
    };
  }
  const deployment = environment.get('AML_DEPLOYMENT_RESOURCE_ID');
  if (deployment !== undefined) return scopeIn(deployment);
  throw flowError(
    'MissingConnectionProvider',
    "Missing connection provider, please check whether 'PROMPTFLOW_CONNECTION_PROVIDER' is in your environment variable list.",
  );
}

/** The parts of PRT_CONFIG_OVERRIDE by name. Nothing is trimmed: a space after a comma hides the name behind it. */
export function overriddenSettings(text: string | undefined): Map<string, string> | undefined {
  if (!text) return undefined;
  const parts = text.split(',').map((part) => part.split('='));
  if (parts.some(({ length }) => length < 2)) throw flowError('IndexError', 'list index out of range');
  return new Map(parts.map(([name = '', value = '']) => [name, value]));
}

function scopeIn(resource: string): WorkspaceScope {
  const part = (name: string) =>
    new RegExp(`/${name}/([^/]+)`, 'i').exec(resource.replace('azureml:/', ''))?.[1] ?? 'None';
  return {
    subscriptionId: part('subscriptions'),
    resourceGroup: part('resourceGroups'),
    workspace: part('workspaces'),
  };
}

/** The provider as the log names it. */
export const providerUri = ({ subscriptionId, resourceGroup, workspace }: WorkspaceScope): string =>
  `azureml://subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}` +
  `/providers/Microsoft.MachineLearningServices/workspaces/${workspace}`;

/** The request that fetches one connection with its secrets. */
export const listSecretsPath = ({ subscriptionId, resourceGroup, workspace }: WorkspaceScope, name: string): string =>
  `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}/providers/Microsoft.MachineLearningServices` +
  `/workspaces/${workspace}/connections/${name}/listsecrets?api-version=2023-04-01-preview`;
