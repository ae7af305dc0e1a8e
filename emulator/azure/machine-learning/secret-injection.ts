import { hasRight, identityOf } from '../authorization/access.ts';
import type { Cloud } from '../cloud.ts';
import { objectAt, textAt } from '../exchange.ts';
import type { Connection, OnlineDeployment, Workspace } from '../resources.ts';

/** The variables as the container sees them, or why a secret could not be put in. */
export type InjectedVariables =
  | { readonly kind: 'variables'; readonly variables: Readonly<Record<string, string>> }
  | { readonly kind: 'refused'; readonly problem: string };

const reference = /^\$\{\{azureml:\/\/connections\/([^/}]+)(\/[^}]*)?\}\}$/;

/**
 * Replaces references like `${{azureml://connections/<name>/credentials/key}}` by what they point at: the whole connection, or
 * a part of it. The identity of the endpoint reads it (Secret injection in online endpoints).
 */
export function withSecrets(
  cloud: Cloud,
  workspace: Workspace,
  deployment: OnlineDeployment,
  variables: Readonly<Record<string, string>>,
): InjectedVariables {
  const endpoint = cloud.endpoints.get(deployment.endpointId);
  const identity = endpoint && identityOf(cloud, endpoint, variables['AZURE_CLIENT_ID']);
  const filled: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    const [, connectionName, path] = reference.exec(value) ?? [];
    if (connectionName === undefined) {
      filled[name] = value;
      continue;
    }
    if (!hasRight(cloud, identity, 'readConnectionSecrets', workspace.id)) {
      return refused(name, `the identity of the endpoint may not read the connection ${connectionName}`);
    }
    const connection = cloud.connections.get(`${workspace.id}/connections/${connectionName}`);
    const secret = connection && partOf(connection, path);
    if (secret === undefined) return refused(name, `${value} points at nothing`);
    filled[name] = secret;
  }
  return { kind: 'variables', variables: filled };
}

const refused = (name: string, reason: string): InjectedVariables => ({
  kind: 'refused',
  problem: `The environment variable ${name} could not be filled: ${reason}.`,
});

function partOf(connection: Connection, path: string | undefined): string | undefined {
  if (path === undefined || path === '/') return JSON.stringify(connection);
  const [last = '', ...before] = path.split('/').filter(Boolean).reverse();
  return textAt(objectAt(connection.properties, ...before.reverse()), last);
}
