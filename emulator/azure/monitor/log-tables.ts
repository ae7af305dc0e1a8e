import type { Cloud } from '../cloud.ts';
import { durationFor } from '../random.ts';
import type { FlowMetrics, FlowPoint } from '../scoring/flow-metrics.ts';
import { minuteOf } from '../scoring/traffic-record.ts';
import type { Row } from './kql-expression.ts';

/** A table that queries can name: `AppMetrics` of the workspace, or `customMetrics` of the classic resource view. */
export type TableName = 'AppMetrics' | 'customMetrics';

const minuteInMs = 60_000;

/** The custom metrics of a component, one row per minute and combination of dimensions, as the exporter sends them. */
export function metricRows(cloud: Cloud, flows: FlowMetrics, componentId: string, table: TableName): Row[] {
  const late = cloud.faults.standing('late-metrics', componentId);
  const delay = durationFor(cloud.seed, `logs of ${componentId.toLowerCase()}`, [minuteInMs, 3 * minuteInMs]);
  const knownUntil = minuteOf(cloud.clock.now() - delay - (late ? (late.seconds ?? 600) * 1000 : 0));
  const row = table === 'AppMetrics' ? appMetricsRow : customMetricsRow;
  return [...flows.of(componentId)]
    .filter(([minute]) => minute < knownUntil)
    .flatMap(([minute, points]) =>
      [...points.values()].map((point) => row(point, new Date(minute * minuteInMs).toISOString())),
    );
}

const appMetricsRow = ({ name, dimensions, count, sum, minimum, maximum }: FlowPoint, time: string): Row => ({
  ...{ TimeGenerated: time, Name: name, Sum: sum, ItemCount: count, Min: minimum, Max: maximum },
  ...{ Properties: dimensions, Type: 'AppMetrics' },
});

const customMetricsRow = ({ name, dimensions, count, sum, minimum, maximum }: FlowPoint, time: string): Row => ({
  ...{
    timestamp: time,
    name,
    value: sum / count,
    valueCount: count,
    valueSum: sum,
    valueMin: minimum,
    valueMax: maximum,
  },
  ...{ customDimensions: dimensions, itemType: 'customMetric' },
});

/** The columns of each table, in the order of an answer that does not choose any. */
export const columnsOf: Readonly<Record<TableName, readonly string[]>> = {
  AppMetrics: ['TimeGenerated', 'Name', 'Sum', 'ItemCount', 'Min', 'Max', 'Properties', 'Type'],
  customMetrics: [
    ...['timestamp', 'name', 'value', 'valueCount', 'valueSum', 'valueMin', 'valueMax', 'customDimensions', 'itemType'],
  ],
};
