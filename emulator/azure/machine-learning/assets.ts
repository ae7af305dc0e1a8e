import { type Cloud, stamp } from '../cloud.ts';
import { type AzureAnswer, type AzureRequest, type JsonObject, json, noContent, objectAt } from '../exchange.ts';
import type { Asset } from '../resources.ts';
import type { Route } from '../routing.ts';
import type { Collection } from '../store.ts';
import { isPreview, page, type WorkspaceCall, workspaceRoutes } from './call.ts';
import { notFound } from './service-error.ts';

/** Assets with versions: models and environments have the same operations and differ in what they refuse. */
export interface AssetKind {
  readonly segment: 'models' | 'environments' | 'data';
  readonly title: string;
  readonly of: (cloud: Cloud) => Collection<Asset>;
  /** The properties of a version that the service adds or keeps; or its refusal. */
  readonly check: (cloud: Cloud, wanted: JsonObject, earlier: Asset | undefined) => AzureAnswer | undefined;
  readonly added: (cloud: Cloud, call: WorkspaceCall, wanted: JsonObject) => JsonObject;
}

/** Operations on containers and versions of one kind of asset (Machine Learning REST reference). */
export function assetOperations(cloud: Cloud, kind: AssetKind): Route[] {
  const route = workspaceRoutes(cloud);
  const assets = kind.of(cloud);
  const containerId = ({ workspace, params }: WorkspaceCall) => `${workspace.id}/${kind.segment}/${params['name']}`;
  const versionId = (call: WorkspaceCall) => `${containerId(call)}/versions/${call.params['version']}`;
  const get = ({ request }: WorkspaceCall, id: string) => {
    const found = assets.get(id);
    return found
      ? json(200, { ...shown(found), properties: shownProperties(found, request) })
      : missing(cloud, kind, id);
  };
  const below = (id: string) =>
    assets
      .values()
      .filter((each) => each.id.toLowerCase().startsWith(`${id.toLowerCase()}/versions/`))
      .reverse();
  const put = (call: WorkspaceCall, id: string, properties: JsonObject) => {
    const earlier = assets.get(id);
    const asset: Asset = {
      id,
      name: id.split('/').at(-1) ?? '',
      type: `Microsoft.MachineLearningServices/workspaces/${kind.segment}${id.includes('/versions/') ? '/versions' : ''}`,
      properties: { ...usual, ...properties },
      systemData: stamp(cloud, call.caller, earlier?.systemData),
      workspaceId: call.workspace.id,
    };
    assets.set(id, asset);
    return json(earlier ? 200 : 201, shown(asset));
  };
  return [
    route('GET', `/${kind.segment}`, (call) => page(call, containersIn(assets, call), shown)),
    route('GET', `/${kind.segment}/{name}`, (call) => get(call, containerId(call))),
    route('PUT', `/${kind.segment}/{name}`, (call) => {
      const { latestVersion = null, nextVersion = '1' } = assets.get(containerId(call))?.properties ?? {};
      return put(call, containerId(call), { ...wantedBy(call), latestVersion, nextVersion });
    }),
    route('DELETE', `/${kind.segment}/{name}`, (call) => {
      for (const version of below(containerId(call))) assets.delete(version.id);
      return noContent(assets.delete(containerId(call)) ? 200 : 204);
    }),
    route('GET', `/${kind.segment}/{name}/versions`, (call) => page(call, below(containerId(call)), shown)),
    route('GET', `/${kind.segment}/{name}/versions/{version}`, (call) => get(call, versionId(call))),
    route('PUT', `/${kind.segment}/{name}/versions/{version}`, (call) => {
      const wanted = wantedBy(call);
      const refusal = kind.check(cloud, wanted, assets.get(versionId(call)));
      if (refusal) return refusal;
      // The first version makes its container.
      const versions = { latestVersion: call.params['version'], nextVersion: next(call.params['version']) };
      put(call, containerId(call), { ...assets.get(containerId(call))?.properties, ...versions });
      return put(call, versionId(call), { ...wanted, ...kind.added(cloud, call, wanted) });
    }),
    route('DELETE', `/${kind.segment}/{name}/versions/{version}`, (call) =>
      noContent(assets.delete(versionId(call)) ? 200 : 204),
    ),
  ];
}

const usual = { description: null, tags: {}, properties: {}, isArchived: false };

const wantedBy = ({ request }: WorkspaceCall) => objectAt(request.body, 'properties');

const next = (version = '') => (/^\d{1,15}$/.test(version) ? String(Number(version) + 1) : '1');

const containersIn = (assets: Collection<Asset>, { workspace }: WorkspaceCall) =>
  assets.values().filter((each) => each.workspaceId === workspace.id && !each.id.includes('/versions/'));

/** The preview versions have more to say, and say `null` (as recorded). */
const shownProperties = ({ properties }: Asset, request: AzureRequest) =>
  isPreview(request) ? { autoDeleteSetting: null, stage: null, intellectualProperty: null, ...properties } : properties;

const shown = ({ workspaceId: _, ...asset }: Asset) => asset;

function missing(cloud: Cloud, kind: AssetKind, id: string): AzureAnswer {
  const [, name, , version] = id.split(`/${kind.segment}/`)[1]?.match(/^([^/]+)(\/versions\/(.+))?$/) ?? [];
  const asked = version === undefined ? `container ${name}` : `${name}:${version}`;
  return notFound(cloud, `${kind.title} ${asked} not found. Check the name and version of the asset.`);
}
