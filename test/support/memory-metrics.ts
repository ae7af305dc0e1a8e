import { done, refused } from '../../domain/outcome.ts';
import type { DeploymentSeries, EndpointSeries, MeasuredWindow, Metrics } from '../../domain/series.ts';
import type { Memory } from './memory-world.ts';

/** Measurements that a test has written down. All of them are complete: nothing comes late. */
export function memoryMetrics(memory: Memory): Metrics {
  return {
    async read(endpoints, window) {
      const found = endpoints.map((endpoint): EndpointSeries => {
        const series = memory.measured.get(endpoint.name);
        const fault = {
          slug: 'not-measured',
          message: `Nothing is known of ${endpoint.name}.`,
          remedy: 'Wait.',
        } as const;
        if (!series) return { endpoint, deployments: [], fault, gaps: [] };
        return { endpoint, deployments: series.flatMap((each) => within(each, window)), gaps: [] };
      });
      const [first] = found;
      if (first?.fault && found.every(({ fault }) => fault)) {
        return refused(first.fault.slug, first.fault.message, first.fault.remedy);
      }
      return done({ window, endpoints: found });
    },
    async readLoad(_, deployments, window) {
      return done(
        deployments.flatMap((name) => {
          const load = memory.load.get(name);
          return load ? within(load, window) : [];
        }),
      );
    },
  };
}

/** The minutes of a window; a deployment with none of them has no data. */
function within({ deployment, minutes }: DeploymentSeries, { from, until }: MeasuredWindow): DeploymentSeries[] {
  const inside = minutes.filter(({ at }) => at >= from && at < until);
  return inside.length > 0 ? [{ deployment, minutes: inside }] : [];
}
