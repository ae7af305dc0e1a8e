import type { FlowMinute, FlowNode, FlowSeries } from '../domain/flow-series.ts';
import type { FlowRow } from './flow-metrics-query.ts';

/** A deployment's minutes and nodes, made of the rows of all. */
export function flowSeries(rows: readonly FlowRow[]): readonly FlowSeries[] {
  const names = [...new Set(rows.map(({ deployment }) => deployment))].filter((name) => name !== '').sort();
  return names.map((deployment) => {
    const own = rows.filter((row) => row.deployment === deployment);
    return { deployment, minutes: minutesIn(own), nodes: nodesIn(own) };
  });
}

function minutesIn(rows: readonly FlowRow[]): readonly FlowMinute[] {
  const latency = totals(rows, 'flow_latency', ({ minute }) => minute.toISOString());
  const tokens = totals(rows, 'token_consumption', ({ minute }) => minute.toISOString());
  return [...latency]
    .filter(([, { count }]) => count > 0)
    .map(([at, { sum, count }]) => {
      const spent = tokens.get(at);
      const tokensPerRequest = spent && { tokensPerRequest: spent.sum / count };
      return { at, requests: Math.round(count), latencyInMs: sum / count, ...tokensPerRequest };
    })
    .sort((one, other) => one.at.localeCompare(other.at));
}

const nodesIn = (rows: readonly FlowRow[]): readonly FlowNode[] =>
  [...totals(rows, 'node_latency', ({ node }) => node)]
    .filter(([, { count }]) => count > 0)
    .map(([node, { sum, count }]) => ({ node, runs: Math.round(count), latencyInMs: sum / count }))
    .sort((one, other) => other.latencyInMs - one.latencyInMs);

function totals(rows: readonly FlowRow[], metric: FlowRow['metric'], keyOf: (row: FlowRow) => string) {
  const found = new Map<string, { sum: number; count: number }>();
  for (const row of rows) {
    if (row.metric !== metric) continue;
    const total = found.get(keyOf(row)) ?? { sum: 0, count: 0 };
    found.set(keyOf(row), { sum: total.sum + row.sum, count: total.count + row.count });
  }
  return found;
}
