import type { Cloud } from '../cloud.ts';
import { type AzureAnswer, type AzureRequest, isObject, json, noContent, objectAt, textAt } from '../exchange.ts';
import type { Connection } from '../resources.ts';
import type { Route } from '../routing.ts';
import { addConnection } from '../workspace.ts';
import { isPreview, machineLearningVersions, page, type WorkspaceCall, workspaceRoutes } from './call.ts';
import { badRequest, notFound } from './service-error.ts';

// Reading secrets came with 2023-04-01-preview; the version that the older clients speak does not have it.
const withSecrets = machineLearningVersions.filter((version) => version >= '2023');

/** Connections of a workspace, with every category and kind of authentication (Machine Learning REST reference). */
export function connectionOperations(cloud: Cloud): Route[] {
  const route = workspaceRoutes(cloud);
  const idOf = ({ workspace, params }: WorkspaceCall) => `${workspace.id}/connections/${params['name']}`;
  const missing = ({ params }: WorkspaceCall) =>
    notFound(cloud, `Connection ${params['name']} can't be found in this workspace`);
  return [
    route('GET', '/connections', (call) => {
      const { query } = call.request;
      const wanted = (each: Connection) =>
        each.id.startsWith(`${call.workspace.id}/`) &&
        [null, each.properties.category].includes(query.get('category')) &&
        [null, each.properties.target].includes(query.get('target'));
      return page(call, cloud.connections.values().filter(wanted), (each) => withoutSecrets(each, call.request));
    }),
    route('GET', '/connections/{name}', (call) => {
      const found = cloud.connections.get(idOf(call));
      return found ? json(200, withoutSecrets(found, call.request)) : missing(call);
    }),
    route('PUT', '/connections/{name}', (call) => put(cloud, call)),
    route('DELETE', '/connections/{name}', (call) => noContent(cloud.connections.delete(idOf(call)) ? 200 : 204)),
    workspaceRoutes(cloud, withSecrets)('POST', '/connections/{name}/listsecrets', (call) => {
      const found = cloud.connections.get(idOf(call));
      return found ? json(200, shown(found, call.request)) : missing(call);
    }),
  ];
}

function put(cloud: Cloud, call: WorkspaceCall): AzureAnswer {
  const properties = objectAt(call.request.body, 'properties');
  const [category, authType, target] = ['category', 'authType', 'target'].map((key) => textAt(properties, key));
  if (category === undefined || authType === undefined) {
    return badRequest(cloud, 'A connection needs a category and an authType.');
  }
  const connection = addConnection(
    cloud,
    call.workspace.id,
    call.params['name'] ?? '',
    {
      category,
      authType,
      target: target ?? '_',
      credentials: isObject(properties['credentials']) ? properties['credentials'] : null,
      metadata: objectAt(properties, 'metadata') as Record<string, string>,
    },
    call.caller,
  );
  return json(200, withoutSecrets(connection, call.request));
}

/**
 * The preview versions answer more than the stable ones have in their reference: `null` for what is not there, and how the
 * connection is shared (as recorded).
 */
function shown({ properties, ...connection }: Connection, request: AzureRequest) {
  if (isPreview(request)) return { tags: null, location: null, ...connection, properties };
  const { useWorkspaceManagedIdentity: _, ...known } = properties;
  const given = Object.entries(known).filter(([, value]) => value !== null);
  return { ...connection, properties: Object.fromEntries(given) };
}

const withoutSecrets = (connection: Connection, request: AzureRequest) =>
  shown({ ...connection, properties: { ...connection.properties, credentials: null } }, request);
