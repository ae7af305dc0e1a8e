import type { AzureRequest } from '../exchange.ts';
import type { Need } from './permissions.ts';

/** What a request asks of its caller: an action, and where it has to be allowed. */
export interface NeededRight extends Need {
  readonly scope: string;
}

const machineLearning = 'Microsoft.MachineLearningServices/workspaces';

/** What the caller of a request has to be allowed; undefined where nothing is asked, or the operation itself asks. */
export function neededRight({ host, method, path }: AzureRequest): NeededRight | undefined {
  if (host === 'management.azure.com') return ofManagement(method, path);
  if (host.endsWith('.metrics.monitor.azure.com')) return ofMetricsBatch(path);
  if (host === 'api.loganalytics.io') return ofLogs(path);
  if (host.endsWith('.api.azureml.ms')) return ofRuns(method, path);
  return undefined;
}

const verbs: Readonly<Record<string, string>> = {
  GET: 'read',
  HEAD: 'read',
  PUT: 'write',
  PATCH: 'write',
  DELETE: 'delete',
};

/** The type and name pairs behind the last provider of a path, and what comes before it. */
function lastProvider(path: string) {
  const found = /^(.*)\/providers\/([^/]+)\/(.+?)\/?$/i.exec(path);
  if (!found) return undefined;
  const [, before = '', provider = '', rest = ''] = found;
  return { before, provider, segments: rest.split('/') };
}

/**
 * The rule of Azure Resource Manager: the types in the path make the name of the action, the method its verb; a POST has an
 * action of its own, whose name ends the path (Understand Azure role definitions, format of operations).
 */
function ofManagement(method: string, path: string): NeededRight | undefined {
  const found = lastProvider(path);
  if (!found) return undefined;
  const { before, provider, segments } = found;
  // How an operation goes on is told to whoever began it: no role on a workspace reaches these addresses.
  if (/^mfeOperation/i.test(segments[2] ?? '')) return undefined;
  const types = segments.filter((_, index) => index % 2 === 0);
  const isNamed = segments.length % 2 === 0;
  const scope = isNamed ? path : `${before}${parentOf(provider, segments)}`;
  // A query of costs reads, although it is posted.
  if (/^Microsoft\.CostManagement$/i.test(provider)) return { action: `${provider}/${types.join('/')}/read`, scope };
  const verb = method === 'POST' ? 'action' : (verbs[method] ?? 'action');
  return { action: `${[provider, ...types].join('/')}/${verb}`, scope };
}

/** Where a list is, or where an action is carried out: the resource before the last word of the path. */
const parentOf = (provider: string, segments: readonly string[]) =>
  segments.length === 1 ? '' : `/providers/${[provider, ...segments.slice(0, -1)].join('/')}`;

/** "The role must be on the subscription", says the client's own documentation of batches. */
function ofMetricsBatch(path: string): NeededRight | undefined {
  const [scope] = /^\/subscriptions\/[^/]+/i.exec(path) ?? [];
  return scope === undefined ? undefined : { action: 'Microsoft.Insights/metrics/read', scope };
}

function ofLogs(path: string): NeededRight | undefined {
  const scope = /^\/v1(\/subscriptions\/.+)\/query$/i.exec(path)?.[1];
  // Which resource a workspace's id belongs to is not known here.
  return scope === undefined ? undefined : { action: 'Microsoft.Insights/logs/read', scope };
}

function ofRuns(method: string, path: string): NeededRight | undefined {
  const [scope] =
    /\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.MachineLearningServices\/workspaces\/[^/]+/i.exec(
      path,
    ) ?? [];
  if (scope === undefined) return undefined;
  const verb = method === 'PATCH' || /\/modify$/i.test(path) ? 'write' : 'read';
  return { action: `${machineLearning}/experiments/runs/${verb}`, scope };
}
