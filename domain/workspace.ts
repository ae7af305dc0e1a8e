/** Where things live: one app serves several workspaces, so every contract names its own. */

/** The parts of a workspace's resource id. */
export interface WorkspaceParts {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}

/** An endpoint, wherever it is. */
export interface EndpointRef {
  /** `/subscriptions/…/resourceGroups/…/providers/Microsoft.MachineLearningServices/workspaces/…` */
  readonly workspaceId: string;
  readonly name: string;
}

const shape =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.MachineLearningServices\/workspaces\/([^/]+)$/i;

/** The parts of a workspace's resource id, or `undefined` when the text is none. */
export function workspaceParts(id: string): WorkspaceParts | undefined {
  const [, subscriptionId, resourceGroup, name] = shape.exec(id) ?? [];
  return subscriptionId && resourceGroup && name ? { subscriptionId, resourceGroup, name } : undefined;
}

/** The parts of an id that has been checked before. Throws on any other. */
export function partsOf(workspaceId: string): WorkspaceParts {
  const parts = workspaceParts(workspaceId);
  if (!parts) throw new Error('not the resource id of a workspace');
  return parts;
}

/**
 * The endpoint's name in instance ids and table keys, the same in whatever case it comes: readable, at most 80 of `[A-Za-z0-9-]`, and different for two
 * workspaces of one name.
 */
export function endpointKey(endpoint: EndpointRef): string {
  const { name } = partsOf(endpoint.workspaceId);
  const workspace = name
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .slice(0, 32);
  return `${workspace}-${fingerprint(endpoint.workspaceId.toLowerCase())}-${endpoint.name.toLowerCase()}`;
}

/** A workspace's own part of a table: never that of an endpoint. */
export const workspaceKey = (workspaceId: string): string => `all-${fingerprint(workspaceId.toLowerCase())}`;

/** A short, stable mark of a text: 64 bits of FNV-1a, in base 36. Tells names apart; protects nothing. */
export function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(36).padStart(13, '0').slice(-10);
}
