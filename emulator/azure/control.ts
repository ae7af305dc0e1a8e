import { grant } from './authorization/access.ts';
import { newIdentity } from './authorization/identities.ts';
import { allRoles } from './authorization/permissions.ts';
import type { Cloud } from './cloud.ts';
import { type AzureAnswer, azureError, isObject, json, noContent, objectAt, textAt } from './exchange.ts';
import { type Fault, requestFaults, serviceFaults } from './faults.ts';
import { networkKinds, placeInNetwork } from './machine-learning/network.ts';
import type { RequestLog } from './request-log.ts';
import type { Route } from './routing.ts';
import { addConnection, createWorkspace, defaultWorkspace } from './workspace.ts';

/** The control API: what tests and scenarios do to the emulated Azure, on a port that no Azure client knows. */
export function controlRoutes(cloud: Cloud, log: RequestLog): Route[] {
  const route = (method: string, path: string, handle: Route['handle']): Route => ({ host: '*', method, path, handle });
  return [
    route('GET', '/', () => json(200, { seed: cloud.seed, now: new Date(cloud.clock.now()).toISOString() })),
    route('GET', '/requests', ({ query }) => json(200, { count: log.count, requests: matching(log, query) })),
    route('DELETE', '/requests', () => done(() => log.clear())),
    route('GET', '/faults', () => json(200, cloud.faults.list())),
    route('POST', '/faults', ({ body }) => addFault(cloud, body)),
    route('DELETE', '/faults', () => done(() => cloud.faults.clear())),
    route('POST', '/workspaces', ({ body }) => {
      const place = { ...defaultWorkspace, ...(objectAt(body) as Partial<typeof defaultWorkspace>) };
      return json(201, createWorkspace(cloud, place));
    }),
    route('PUT', '/network', ({ body }) => putNetwork(cloud, body)),
    route('PUT', '/connections/{name}', ({ body }, params) => putConnection(cloud, params['name'] ?? '', body)),
    route('DELETE', '/connections/{name}', ({ body }, params) => {
      const id = `${workspaceIn(cloud, body)}/connections/${params['name']}`;
      return noContent(cloud.connections.delete(id) ? 200 : 204);
    }),
    route('PUT', '/callers', ({ body }) => {
      const isChecked = objectAt(body)['areChecked'];
      if (typeof isChecked !== 'boolean') return badBody('areChecked is true or false.');
      return done(() => cloud.switches.set('callers-are-checked', isChecked));
    }),
    route('POST', '/roles', ({ body }) => grantRole(cloud, body)),
    route('DELETE', '/roles', ({ body }) => revokeRole(cloud, body)),
    route('POST', '/identities', ({ body }) => {
      const id = textAt(body, 'id') ?? '';
      return json(201, cloud.identities.get(id) ?? newIdentity(cloud, id, textAt(body, 'location') ?? 'eastus', 0));
    }),
    route('PUT', '/limits/{name}', ({ body }, params) => {
      const limit = Number(objectAt(body)['limit']);
      if (!Number.isInteger(limit) || limit < 0) return badBody('A limit is a whole number, 0 or more.');
      return done(() => cloud.coreLimits.set(params['name'] ?? '', limit));
    }),
    route('PUT', '/taken-names/{name}', (_, params) => done(() => cloud.takenNames.set(params['name'] ?? '', true))),
    route('GET', '/operations', () => json(200, cloud.operations.values())),
  ];
}

function done(act: () => void): AzureAnswer {
  act();
  return noContent(204);
}

const badBody = (message: string) => azureError(400, 'BadControlRequest', message);

function matching(log: RequestLog, query: URLSearchParams) {
  const target = new RegExp(query.get('target') ?? '', 'i');
  return log.all().filter((each) => target.test(`${each.method} ${each.host}${each.path}`));
}

function addFault(cloud: Cloud, body: unknown): AzureAnswer {
  const names: readonly string[] = [...requestFaults, ...serviceFaults];
  const name = textAt(body, 'name');
  if (!isObject(body) || name === undefined || !names.includes(name)) {
    return badBody(`There is no fault '${name}'. There are ${names.join(', ')}.`);
  }
  cloud.faults.add(body as unknown as Fault);
  return json(201, body);
}

/** The workspace that a body names, or the one that is always there. */
const workspaceIn = (cloud: Cloud, body: unknown) =>
  textAt(body, 'workspaceId') ?? cloud.workspaces.values()[0]?.id ?? '';

function putNetwork(cloud: Cloud, body: unknown): AzureAnswer {
  const workspace = cloud.workspaces.get(workspaceIn(cloud, body));
  const kind = networkKinds.find((each) => each === textAt(body, 'kind'));
  if (!workspace || !kind)
    return badBody(`A network is one of ${networkKinds.join(', ')}, of a workspace that is there.`);
  return json(200, placeInNetwork(cloud, workspace, kind));
}

function putConnection(cloud: Cloud, name: string, body: unknown): AzureAnswer {
  const [category, authType] = [textAt(body, 'category'), textAt(body, 'authType')];
  if (category === undefined || authType === undefined)
    return badBody('A connection needs a category and an authType.');
  const credentials = objectAt(body)['credentials'];
  const facts = {
    category,
    authType,
    target: textAt(body, 'target') ?? '_',
    credentials: isObject(credentials) ? credentials : null,
    metadata: objectAt(body, 'metadata') as Record<string, string>,
  };
  return json(201, addConnection(cloud, workspaceIn(cloud, body), name, facts));
}

const roleIn = (cloud: Cloud, body: unknown) =>
  allRoles(cloud).find((role) => [role.name, role.guid].includes(textAt(body, 'role') ?? ''));

/** Grants a role at once, or after so many seconds. The principal need not exist. */
function grantRole(cloud: Cloud, body: unknown): AzureAnswer {
  const [principalId, scope, role] = [textAt(body, 'principalId'), textAt(body, 'scope'), roleIn(cloud, body)];
  if (principalId === undefined || scope === undefined || !role) {
    return badBody('A grant needs principalId, scope and role (its name or GUID).');
  }
  const principal = { principalId, displayName: principalId, visibleAt: cloud.clock.now() };
  if (!cloud.principals.get(principalId)) cloud.principals.set(principalId, principal);
  grant(cloud, role, principalId, scope, cloud.clock.now() + Number(objectAt(body)['afterSeconds'] ?? 0) * 1000);
  return noContent(204);
}

function revokeRole(cloud: Cloud, body: unknown): AzureAnswer {
  const [principalId, role] = [textAt(body, 'principalId'), roleIn(cloud, body)];
  const revoked = cloud.roleAssignments
    .values()
    .filter(({ properties }) => properties.principalId === principalId)
    .filter(({ properties }) => role === undefined || properties.roleDefinitionId.endsWith(role.guid));
  for (const each of revoked) cloud.roleAssignments.delete(each.id);
  return json(200, { revoked: revoked.length });
}
