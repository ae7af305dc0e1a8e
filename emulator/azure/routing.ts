import { type AzureAnswer, type AzureRequest, azureError } from './exchange.ts';

export type RouteParams = Readonly<Record<string, string>>;

/**
 * One operation of one Azure service. Templates name their parts: `{workspace}` is one segment (in a host: one label),
 * `{scope*}` is as many as there are. Names of resource types match whatever their case, as Azure Resource Manager does.
 */
export interface Route {
  /** The original host, as in `{endpoint}.{region}.inference.ml.azure.com`; `*` is any. */
  readonly host: string;
  readonly method: string;
  readonly path: string;
  /** The versions that the operation is known in; absent where the service has no `api-version` parameter. */
  readonly apiVersions?: readonly string[];
  /** The scope that the token must have been asked for; absent where the operation looks at its caller itself. */
  readonly scope?: string;
  readonly handle: (request: AzureRequest, params: RouteParams) => AzureAnswer | Promise<AzureAnswer>;
}

export interface FoundRoute {
  readonly route: Route;
  readonly params: RouteParams;
}

export type FindRoute = (host: string, method: string, path: string) => FoundRoute | undefined;

/** The route table, made ready for asking. The first route that fits wins. */
export function findRouteIn(routes: readonly Route[]): FindRoute {
  const table = routes.map((route) => ({
    route,
    host: route.host === '*' ? /^/ : templatePattern(route.host, '.'),
    path: templatePattern(route.path, '/'),
  }));
  return (host, method, path) => {
    for (const entry of table) {
      if (entry.route.method !== '*' && entry.route.method !== method) continue;
      const inPath = entry.path.exec(path);
      const inHost = inPath && entry.host.exec(host);
      if (inHost) return { route: entry.route, params: decoded({ ...inHost.groups, ...inPath.groups }) };
    }
    return undefined;
  };
}

/** What is missing says so by name: an empty guess would be taken for an answer. */
export const notEmulated = ({ method, host, path }: AzureRequest): AzureAnswer =>
  azureError(501, 'NotImplemented', `The emulator does not have ${method} https://${host}${path} yet`);

function templatePattern(template: string, separator: '/' | '.'): RegExp {
  const source = template.split(/(\{\w+\*?\})/).map((part) => {
    const name = /^\{(\w+)(\*?)\}$/.exec(part);
    if (!name) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return name[2] ? `(?<${name[1]}>.*)` : `(?<${name[1]}>[^${separator}]+)`;
  });
  return new RegExp(`^${source.join('')}/?$`, 'i');
}

const decoded = (groups: Record<string, string | undefined>): RouteParams =>
  Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value ?? '')]));
