import type { Cloud } from '../cloud.ts';
import { type AzureRequest, json } from '../exchange.ts';
import type { Resource } from '../resources.ts';
import type { Route } from '../routing.ts';
import { isPreview, page, workspaceRoutes } from './call.ts';
import { notFound } from './service-error.ts';

/** The workspace and its datastores (Machine Learning REST reference). */
export function workspaceOperations(cloud: Cloud): Route[] {
  const route = workspaceRoutes(cloud);
  const named = (id: string, name: string) => cloud.datastores.get(`${id}/datastores/${name}`);
  const missing = (name: string) => notFound(cloud, `No datastore with name ${name} found in the workspace.`);
  return [
    route('GET', '', ({ request, workspace }) =>
      json(200, isPreview(request) ? { ...workspace, etag: null } : workspace),
    ),
    route('GET', '/datastores', (call) => {
      const wantsDefault = call.request.query.get('isDefault') === 'true';
      const all = cloud.datastores.values().filter((each) => each.id.startsWith(`${call.workspace.id}/`));
      const wanted = wantsDefault ? all.filter((each) => each.properties['isDefault']) : all;
      return page(call, wanted, (each) => shownDatastore(each, call.request));
    }),
    route('GET', '/datastores/{name}', ({ request, workspace, params }) => {
      const found = named(workspace.id, params['name'] ?? '');
      return found ? json(200, shownDatastore(found, request)) : missing(params['name'] ?? '');
    }),
    route('POST', '/datastores/{name}/listSecrets', ({ workspace, params }) => {
      const found = named(workspace.id, params['name'] ?? '');
      if (!found) return missing(params['name'] ?? '');
      return json(200, { secretsType: 'AccountKey', key: cloud.storage.workspaceAccount.key });
    }),
  ];
}

/**
 * The stable versions show the kind of the secrets (the reference's example), the preview versions leave it out and add a
 * property (as recorded).
 */
function shownDatastore(datastore: Resource, request: AzureRequest) {
  const { intellectualProperty: _, ...properties } = datastore.properties;
  if (isPreview(request)) return datastore;
  const credentials = { credentialsType: 'AccountKey', secrets: { secretsType: 'AccountKey' } };
  return { ...datastore, properties: { ...properties, credentials } };
}
