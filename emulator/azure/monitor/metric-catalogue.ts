import {
  activeConnections,
  capacity,
  cpu,
  disk,
  meanLatency,
  memory,
  networkBytes,
  newConnections,
  nothing,
  percentile,
  proxyRequests,
  requests,
  type SampleReader,
} from './metric-samples.ts';

export type Aggregation = 'Average' | 'Minimum' | 'Maximum';

/** A platform metric (Azure Monitor: Supported metrics for workspaces/onlineEndpoints and …/deployments). */
export interface Metric {
  readonly name: string;
  /** What clients see as the localised name. */
  readonly displayName: string;
  readonly unit: string;
  readonly aggregations: readonly Aggregation[];
  readonly dimensions: readonly string[];
  readonly samples: SampleReader;
}

export interface MetricNamespace {
  readonly name: string;
  readonly type: 'endpoint' | 'deployment';
  readonly metrics: readonly Metric[];
}

const average: readonly Aggregation[] = ['Average'];
const all: readonly Aggregation[] = ['Minimum', 'Maximum', 'Average'];

const metric = (
  name: string,
  unit: string,
  samples: SampleReader,
  dimensions: readonly string[] = [],
  aggregations: readonly Aggregation[] = average,
): Metric => ({ name, displayName: displayNameOf(name), unit, aggregations, dimensions, samples });

const displayNames: Readonly<Record<string, string>> = {
  CpuMemoryUtilizationPercentage: 'CPU Memory Utilization Percentage',
  CpuUtilizationPercentage: 'CPU Utilization Percentage',
  GpuEnergyJoules: 'GPU Energy in Joules',
  GpuMemoryUtilizationPercentage: 'GPU Memory Utilization Percentage',
  GpuUtilizationPercentage: 'GPU Utilization Percentage',
};

const displayNameOf = (name: string) =>
  displayNames[name] ?? name.replace(/([a-z])([A-Z])/g, '$1 $2').replace('_', ' ');

const percentiles = [50, 90, 95, 99];
const latencies = (dimensions: readonly string[]) =>
  percentiles.map((each) =>
    metric(`RequestLatency_P${each}`, 'MilliSeconds', percentile(each / 100, dimensions.length > 0), dimensions),
  );

const ofInstance = ['instanceId'];

export const metricNamespaces: readonly MetricNamespace[] = [
  {
    name: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
    type: 'endpoint',
    metrics: [
      metric('ConnectionsActive', 'Count', activeConnections),
      metric('DataCollectionErrorsPerMinute', 'Count', nothing, ['deployment', 'reason', 'type'], all),
      metric('DataCollectionEventsPerMinute', 'Count', nothing, ['deployment', 'type'], all),
      metric('NetworkBytes', 'BytesPerSecond', networkBytes),
      metric('NewConnectionsPerSecond', 'CountPerSecond', newConnections),
      metric('RequestLatency', 'MilliSeconds', meanLatency, ['deployment']),
      ...latencies(['deployment']),
      metric('RequestsPerMinute', 'Count', requests, [
        'deployment',
        'statusCode',
        'statusCodeClass',
        'modelStatusCode',
      ]),
    ],
  },
  {
    name: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments',
    type: 'deployment',
    metrics: [
      metric('CpuMemoryUtilizationPercentage', 'Percent', memory, ofInstance, all),
      metric('CpuUtilizationPercentage', 'Percent', cpu, ofInstance, all),
      metric('DataCollectionErrorsPerMinute', 'Count', nothing, ['instanceId', 'reason', 'type'], all),
      metric('DataCollectionEventsPerMinute', 'Count', nothing, ['instanceId', 'type'], all),
      metric('DeploymentCapacity', 'Count', capacity, ['instanceId', 'State'], all),
      metric('DiskUtilization', 'Percent', disk, ['instanceId', 'disk'], all),
      metric('GpuEnergyJoules', 'Count', nothing, ofInstance, all),
      metric('GpuMemoryUtilizationPercentage', 'Percent', nothing, ofInstance, all),
      metric('GpuUtilizationPercentage', 'Percent', nothing, ofInstance, all),
      ...latencies([]),
      metric('RequestsPerMinute', 'Count', proxyRequests, ['envoy_response_code']),
    ],
  },
];
