import { MetricsClient } from '@azure/monitor-query-metrics';
import { startFront } from '../../../../emulator/azure/front.ts';
import { metricRoutes } from '../../../../emulator/azure/monitor/metric-routes.ts';
import { behaviours } from '../../../../emulator/azure/scoring/behaviours.ts';
import { trafficRecord } from '../../../../emulator/azure/scoring/traffic-record.ts';
import { testClock } from '../../../../emulator/clock.ts';
import { credentialOf, emulated } from '../../../support/azure-client.ts';
import { addDeployment, addEndpoint, emptyCloud } from '../scoring/scored-endpoint.ts';

export const endpoints = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints';
export const deployments = `${endpoints}/deployments`;
export const startTime = new Date('2026-01-01T00:00:00Z');
export const endTime = new Date('2026-01-01T00:10:00Z');
const minuteInMs = 60_000;

function measured() {
  const clock = testClock(startTime.getTime());
  const { cloud, workspace } = emptyCloud(clock);
  const endpoint = addEndpoint(cloud, workspace.id, { traffic: { blue: 90, green: 10 } });
  const [blue, green] = [
    addDeployment(cloud, endpoint, 'blue', { capacity: 2 }),
    addDeployment(cloud, endpoint, 'green'),
  ];
  const sources = { cloud, record: trafficRecord(), behaviours: behaviours() };
  /** Requests in a minute since the start. */
  const serve = (
    deployment: string,
    minute: number,
    count: number,
    more: { status?: number; modelStatus?: number; latencyInMs?: number } = {},
  ) => {
    const { status = 200, modelStatus = 200, latencyInMs = 100 } = more;
    for (let at = 0; at < count; at++) {
      const time = startTime.getTime() + minute * minuteInMs + at;
      sources.record.add({
        endpointId: endpoint.resource.id,
        deployment,
        time,
        status,
        modelStatus,
        latencyInMs,
        bytes: 60,
      });
    }
  };
  return { clock, cloud, workspace, endpoint, blue, green, sources, serve };
}

/** An endpoint with two deployments behind Azure Monitor, and the unmodified SDK client that asks it. */
export async function measuredEndpoint() {
  const world = measured();
  const front = await startFront({ clock: world.clock, routes: metricRoutes(world.sources) });
  const clientOf = (audience?: string) =>
    new MetricsClient('https://eastus.metrics.monitor.azure.com', credentialOf(), {
      httpClient: emulated(front.url),
      retryOptions: { maxRetries: 0 },
      ...(audience !== undefined && { audience }),
    });
  const client = () => clientOf('https://metrics.monitor.azure.com/.default');

  const query = (
    names: string[],
    more: {
      filter?: string;
      top?: number;
      interval?: string;
      orderBy?: string;
      rollUpBy?: string;
      aggregation?: string;
    } = {},
    namespace = endpoints,
    ids = [world.endpoint.resource.id],
  ) =>
    client().queryResources(ids, names, namespace, {
      startTime,
      endTime,
      interval: 'PT1M',
      aggregation: 'Average',
      ...more,
    });

  /** Series by the values of their dimensions, with the points that have a value. */
  const seriesOf = async (...asked: Parameters<typeof query>) => {
    const [result] = await query(...asked);
    const metric = result?.metrics[0];
    const series = metric?.timeseries ?? [];
    return Object.fromEntries(
      series.map(({ metadatavalues, data }) => [
        (metadatavalues ?? []).map(({ value }) => value).join('/'),
        (data ?? []).flatMap(({ timeStamp, average }) =>
          average === undefined ? [] : [[timeStamp.toISOString().slice(11, 16), average]],
        ),
      ]),
    );
  };

  const passMinutes = (minutes: number) => world.clock.advance(minutes * minuteInMs);
  return { ...world, front, clientOf, query, seriesOf, passMinutes };
}
