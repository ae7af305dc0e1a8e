/** What is asked of Azure Monitor. All metrics of a query must have every dimension of its filter. */
export interface MetricsQuery {
  /** The type of the resources that are asked about. */
  readonly namespace: string;
  /** Names of the REST API. */
  readonly names: readonly string[];
  readonly filter?: string;
}

const endpoints = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints';

/**
 * Requests by what became of them. By status and not by class of statuses, which does not tell a caller without a key from
 * a model that is too slow.
 */
export const requestsQuery: MetricsQuery = {
  namespace: endpoints,
  names: ['RequestsPerMinute'],
  filter: "deployment eq '*' and statusCode eq '*' and modelStatusCode eq '*'",
};

export const latencyQuery: MetricsQuery = {
  namespace: endpoints,
  names: ['RequestLatency_P50', 'RequestLatency_P95', 'RequestLatency_P99'],
  filter: "deployment eq '*'",
};

/** Asked of deployments. Without a filter it is the mean over the instances. */
export const loadQuery: MetricsQuery = {
  namespace: `${endpoints}/deployments`,
  names: ['CpuUtilizationPercentage', 'CpuMemoryUtilizationPercentage'],
};

/** Series per metric and resource. Left out it is ten, and nothing says that there are more. */
export const mostSeries = 1000;
