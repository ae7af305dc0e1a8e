import { done } from '../domain/outcome.ts';
import type { Blueprint, Blueprints, ResourceBody } from '../domain/retirement.ts';
import type { EndpointRef } from '../domain/workspace.ts';
import type { TrafficMap } from '../domain/world.ts';
import type { Arm } from './arm.ts';
import { beginCreation } from './begin-only.ts';
import { orAbsent, orRefused, troubled } from './failures.ts';

/** The version that the rest of the app speaks. */
const version = 'api-version=2024-10-01';

/**
 * Endpoints and deployments in the service's own words: read, kept, and written again. The client would leave out what it
 * does not know. Source: REST reference, Online Endpoints and Online Deployments, 2024-10-01.
 */
export function createBlueprints(arm: Arm): Blueprints {
  const read = (path: string) =>
    orAbsent('read what is to be kept', () => arm.read(`${path}?${version}`)) as Promise<Resource | undefined>;
  const begin = (path: string, what: string, body: ResourceBody) =>
    orRefused(`make ${what} again`, async () => {
      const found = await read(path);
      if (found?.properties?.['provisioningState'] === 'Deleting')
        throw troubled('conflict', `${what} is still being deleted`);
      if (!found)
        await beginCreation(
          () => arm.send('PUT', `${path}?${version}`, body),
          () => read(path),
        );
      return done({});
    });
  return {
    async take(endpoint) {
      const path = pathOf(endpoint);
      const found = await read(path);
      return found && blueprintOf(found, await deploymentsOf(arm, `${path}/deployments?${version}`));
    },
    beginEndpoint: (endpoint, body) => begin(pathOf(endpoint), `endpoint ${endpoint.name}`, body),
    beginDeployment: (endpoint, name, body) =>
      begin(`${pathOf(endpoint)}/deployments/${name}`, `deployment ${name} of endpoint ${endpoint.name}`, body),
  };
}

const pathOf = ({ workspaceId, name }: EndpointRef) => `${workspaceId}/onlineEndpoints/${name}`;

interface Resource {
  readonly name?: string;
  readonly location?: string;
  readonly kind?: string;
  readonly tags?: unknown;
  readonly sku?: unknown;
  readonly identity?: Identity;
  readonly properties?: Readonly<Record<string, unknown>>;
}
interface Identity {
  readonly type?: string;
  readonly userAssignedIdentities?: Readonly<Record<string, { readonly principalId?: string } | null>>;
}
interface Page {
  readonly value?: readonly Resource[];
  readonly nextLink?: string;
}

/** On every page. */
async function deploymentsOf(arm: Arm, first: string): Promise<readonly Resource[]> {
  const found: Resource[] = [];
  for (let address: string | undefined = first; address; ) {
    const page: Page = ((await orAbsent('list deployments', () => arm.read(address ?? ''))) ?? {}) as Page;
    found.push(...(page.value ?? []));
    address = page.nextLink;
  }
  return found;
}

function blueprintOf(endpoint: Resource, deployments: readonly Resource[]): Blueprint {
  const { traffic, mirrorTraffic, ...properties } = endpoint.properties ?? {};
  const [assigned] = Object.values(endpoint.identity?.userAssignedIdentities ?? {});
  return {
    endpoint: toBody({ ...endpoint, properties }),
    deployments: Object.fromEntries(deployments.map((each) => [each.name ?? '', toBody(each)])),
    traffic: { ...(traffic as TrafficMap | null) },
    mirror: { ...(mirrorTraffic as TrafficMap | null) },
    ...(assigned?.principalId ? { userAssignedPrincipalId: assigned.principalId } : {}),
    longestRequestInSeconds: Math.max(0, ...deployments.map(requestTimeoutOf)),
  };
}

/** Written by the service alone; and notes of its own about operations and identities that are gone then. */
const readOnly = ['provisioningState', 'scoringUri', 'swaggerUri'];
const ownNotes = ['AzureAsyncOperationUri', 'azureml.onlineendpointid'];

function toBody({ location, kind, tags, sku, identity, properties = {} }: Resource): ResourceBody {
  const written = without(properties, readOnly);
  const notes = without({ ...(properties['properties'] as object | null) }, ownNotes);
  const { properties: _, ...rest } = written;
  const body = { location, kind, tags, sku, identity: identity && toIdentity(identity) };
  return {
    ...without(body, []),
    properties: { ...rest, ...(Object.keys(notes).length > 0 ? { properties: notes } : {}) },
  };
}

/** Without the names, and without what is nothing. */
const without = (of: Readonly<Record<string, unknown>>, names: readonly string[]) =>
  Object.fromEntries(
    Object.entries(of).filter(([name, value]) => !names.includes(name) && value !== null && value !== undefined),
  );

/** Identities are named; what the service says of them is not sent back. */
const toIdentity = ({ type, userAssignedIdentities }: Identity) => ({
  type,
  ...(userAssignedIdentities && {
    userAssignedIdentities: Object.fromEntries(Object.keys(userAssignedIdentities).map((id) => [id, {}])),
  }),
});

/** ISO 8601, in minutes or seconds: `PT90S`, `PT1M30S`. The service's own default is five seconds. */
function requestTimeoutOf({ properties }: Resource): number {
  const { requestTimeout } = (properties?.['requestSettings'] ?? {}) as { readonly requestTimeout?: string };
  const [, minutes = '0', seconds = '0'] = /^PT(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?$/.exec(requestTimeout ?? 'PT5S') ?? [];
  return Number(minutes) * 60 + Number(seconds);
}
