import { STATUS_CODES } from 'node:http';
import { type BuiltConnection, builtConnection } from './connection-class.ts';
import { type Environment, listSecretsPath, type WorkspaceScope } from './connection-provider.ts';
import { flowError } from './flow-error.ts';

/** What the control plane answers to `listsecrets` of one connection, for the identity of the endpoint. */
export interface ConnectionAnswer {
  readonly status: number;
  /** The ARM connection object, with status 200. */
  readonly body?: unknown;
}

/** Asks the control plane for a connection of a workspace. */
export type ConnectionSource = (name: string, workspace: WorkspaceScope) => ConnectionAnswer;

/** Connections by name, as the flow spells the name. */
export type Connections = ReadonlyMap<string, BuiltConnection>;

const accessDenied =
  'Access denied to list workspace secret due to invalid authentication. Please ensure you have gain RBAC role ' +
  "'Azure Machine Learning Workspace Connection Secrets Reader' for current workspace, and wait for a few minutes to make " +
  'sure the new role takes effect. ';

interface Overrides {
  /** Connection objects given by the environment. */
  readonly data: ReadonlyMap<string, unknown>;
  /** Name in the flow by name in the workspace: two flow names cannot share one, the last one wins. */
  readonly originals: ReadonlyMap<string, string>;
  /** Names in the flow that are not fetched under their own name. */
  readonly replaced: ReadonlySet<string>;
}

/**
 * An environment variable named like a connection overrides it: JSON is the connection itself, anything else the name of
 * another connection of the workspace.
 */
export function overridesIn(names: readonly string[], environment: Environment): Overrides {
  const data = new Map<string, unknown>();
  const originals = new Map<string, string>();
  const replaced = new Set<string>();
  for (const name of names) {
    const value = environment.get(name.replaceAll(' ', '_'));
    if (value === undefined) continue;
    replaced.add(name);
    const parsed = jsonOrUndefined(value);
    if (parsed === undefined) originals.set(value, name);
    else data.set(name, parsed);
  }
  return { data, originals, replaced };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Fetches and builds the connections of a flow, as the container does once at its start. Throws
 * OpenURLUserAuthenticationError for 403, which alone does not end the start, and the runtime's errors for all the rest.
 */
export function fetchConnections(
  names: readonly string[],
  environment: Environment,
  scope: WorkspaceScope,
  source: ConnectionSource,
): Connections {
  const { data, originals, replaced } = overridesIn(names, environment);
  const built = new Map<string, BuiltConnection>();
  for (const [name, connection] of data) built.set(name, overridden(name, connection, environment));
  const wanted = new Set([...names, ...originals.keys()].filter((name) => !replaced.has(name)));
  for (const name of wanted) {
    built.set(originals.get(name) ?? name, builtConnection(name, fetched(name, scope, source), environment));
  }
  return built;
}

function overridden(name: string, connection: unknown, environment: Environment): BuiltConnection {
  try {
    return builtConnection(name, connection, environment);
  } catch {
    throw flowError('InvalidConnectionData', `Invalid connection data detected while overriding connection ${name}.`);
  }
}

function fetched(name: string, scope: WorkspaceScope, source: ConnectionSource): unknown {
  const isKnown = !Object.values(scope).includes('None');
  const { status, body } = isKnown ? source(name, scope) : { status: 404, body: undefined };
  if (status === 200) return body;
  if (status === 403) throw flowError('OpenURLUserAuthenticationError', accessDenied);
  const reason = STATUS_CODES[status] ?? 'Unknown';
  const text = `Open url ${listSecretsPath(scope, name)} failed with status code: ${status}, action: listsecrets, reason: ${reason}`;
  throw flowError(
    status === 404 ? 'OpenURLNotFoundError' : status < 500 ? 'OpenURLFailedUserError' : 'OpenURLFailedError',
    text,
  );
}
