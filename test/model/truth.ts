import { done } from '../../domain/outcome.ts';
import { completePart, type MeasuredMinute, type Metrics, minutesOf } from '../../domain/series.ts';
import type { TrafficMap } from '../../domain/world.ts';

/** How the deployments do: all well, the named ones badly, or nobody knows because nothing is measured. */
export interface Mood {
  readonly kind: 'good' | 'bad' | 'absent';
  /** Which are bad; absent: all. */
  readonly bad?: string;
}

/** What the deployments really served, minute by minute; the metrics are made of it. */
export interface Truth {
  readonly metrics: Metrics;
  moodIs(mood: Mood): void;
  trafficIs(endpoint: string, traffic: TrafficMap): void;
  /** How many requests to a deployment were measured since a time. */
  requestsSince(deployment: string, time: string): number;
}

/** Of all deployments of an endpoint together; a tenth of it is enough for a verdict within a few minutes. */
const requestsAMinute = 1000;

export function createTruth(clock: { now(): number }): Truth {
  const moods: { at: number; mood: Mood }[] = [{ at: 0, mood: { kind: 'good' } }];
  const maps: { at: number; endpoint: string; traffic: TrafficMap }[] = [];
  /** The endpoint of each deployment that ever had traffic. */
  const known = new Map<string, string>();
  const latest = <T extends { at: number }>(all: readonly T[], time: number): T | undefined =>
    all.findLast(({ at }) => at <= time);

  const minuteOf = (deployment: string, at: string): MeasuredMinute | undefined => {
    const time = Date.parse(at);
    const own = maps.filter(({ endpoint }) => endpoint === known.get(deployment));
    const share = latest(own, time)?.traffic[deployment] ?? 0;
    const mood = latest(moods, time)?.mood;
    if (share === 0 || mood?.kind === 'absent') return undefined;
    const requests = (requestsAMinute * share) / 100;
    const isBad = mood?.kind === 'bad' && (mood.bad === undefined || mood.bad === deployment);
    const modelErrors = isBad ? Math.round(requests * 0.4) : 0;
    return { at, requests: { succeeded: requests - modelErrors, modelErrors }, latency: { p95: 500 } };
  };
  const measured = (deployment: string, minutes: readonly string[]) =>
    minutes.map((at) => minuteOf(deployment, at)).filter((minute) => minute !== undefined);

  return {
    metrics: {
      readLoad: async () => done([]),
      async read(endpoints, asked) {
        const window = completePart(asked, new Date(clock.now()));
        const deploymentsOf = (name: string) =>
          [...known]
            .filter(([, endpoint]) => endpoint === name)
            .map(([deployment]) => ({ deployment, minutes: measured(deployment, minutesOf(window)) }))
            .filter(({ minutes }) => minutes.length > 0);
        const all = endpoints.map((endpoint) => ({ endpoint, deployments: deploymentsOf(endpoint.name), gaps: [] }));
        return done({ window, endpoints: all });
      },
    },
    moodIs: (mood) => void moods.push({ at: clock.now(), mood }),
    trafficIs(endpoint, traffic) {
      maps.push({ at: clock.now(), endpoint, traffic });
      for (const name of Object.keys(traffic)) known.set(name, endpoint);
    },
    requestsSince(deployment, from) {
      const window = completePart({ from, until: new Date(clock.now()).toISOString() }, new Date(clock.now()));
      const minutes = measured(deployment, minutesOf(window));
      return minutes.reduce((sum, { requests }) => sum + (requests?.succeeded ?? 0) + (requests?.modelErrors ?? 0), 0);
    },
  };
}
