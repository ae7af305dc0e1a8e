/** What a row of the answer holds, in this order. */
export interface FlowRow {
  readonly metric: 'flow_latency' | 'node_latency' | 'token_consumption';
  readonly deployment: string;
  /** Empty for metrics of the whole flow. */
  readonly node: string;
  readonly minute: Date;
  readonly sum: number;
  readonly count: number;
}

/**
 * Sums per metric, deployment, node and minute. A request has one point of flow_latency, but for streamed ones, which have
 * one more for the first byte; flow_request counts some errors twice and is left alone.
 */
export const flowQuery = (endpoint: string): string => `customMetrics
| where name in~ ("flow_latency", "node_latency", "token_consumption")
| where tostring(customDimensions["endpoint"]) =~ ${JSON.stringify(endpoint)}
| where tostring(customDimensions["response_type"]) != "firstbyte"
| extend metric = tolower(name), deployment = tostring(customDimensions["deployment"]), node = tostring(customDimensions["node"])
| summarize total = sum(valueSum), number = sum(valueCount) by metric, deployment, node, minute = bin(timestamp, 1m)`;

const columns = ['metric', 'deployment', 'node', 'minute', 'total', 'number'] as const;

/** The rows of a table, whatever order its columns come in; `undefined` when one is missing. */
export function flowRows(
  names: readonly string[],
  rows: readonly (readonly unknown[])[],
): readonly FlowRow[] | undefined {
  const places = columns.map((column) => names.indexOf(column));
  if (places.includes(-1)) return undefined;
  return rows.map((row) => {
    const [metric, deployment, node, minute, sum, count] = places.map((place) => row[place]);
    return {
      metric: String(metric) as FlowRow['metric'],
      deployment: String(deployment),
      node: String(node ?? ''),
      minute: minute instanceof Date ? minute : new Date(String(minute)),
      sum: Number(sum),
      count: Number(count),
    };
  });
}
