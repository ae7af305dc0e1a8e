import type { Cloud } from './cloud.ts';
import { costControlRoutes, costRoutes } from './cost/cost-routes.ts';
import { topicControlRoutes, topicRoutes } from './event-grid/topic-routes.ts';
import { createTopic, openTopics } from './event-grid/topics.ts';
import { logRoutes } from './monitor/log-routes.ts';
import { metricRoutes } from './monitor/metric-routes.ts';
import type { Route } from './routing.ts';
import { openRuns, type Runs } from './runs/run.ts';
import { runControlRoutes } from './runs/run-control.ts';
import { runRoutes } from './runs/run-routes.ts';
import { type Scoring, scoringRoutes } from './scoring/scoring.ts';
import { scoringControl } from './scoring/scoring-control.ts';
import type { EventQueue } from './storage/event-queue.ts';
import { receiverControlRoutes, receiverRoutes } from './webhooks/receiver-routes.ts';
import { openReceivers } from './webhooks/receivers.ts';

/** Everything beside the control plane: scoring, what it measures and costs, the runs that lead to it, and who is told. */
export interface DataPlanes {
  readonly runs: Runs;
  readonly routes: Route[];
  readonly controlRoutes: Route[];
  /** What is posted to others than Azure. They take whatever nothing else takes, so they come last. */
  readonly receiverRoutes: Route[];
  stop(): void;
}

/** `events` is asked for when a run is announced: the queue may be opened later. */
export function openDataPlanes(cloud: Cloud, scoring: Scoring, events: () => EventQueue | undefined): DataPlanes {
  const runs = openRuns(cloud);
  const control = scoringControl(cloud, scoring);
  const topics = openTopics(cloud);
  if (topics.all.size === 0) createTopic(cloud, topics, { name: 'flowferry-events' });
  const receivers = openReceivers(cloud);
  return {
    runs,
    routes: [
      ...scoringRoutes(cloud, scoring),
      ...metricRoutes({ cloud, record: scoring.record, behaviours: scoring.behaviours }),
      ...logRoutes({ cloud, flows: scoring.flows }),
      ...runRoutes(cloud, runs),
      ...costRoutes(cloud),
      ...topicRoutes(cloud, topics),
    ],
    controlRoutes: [
      ...control.routes,
      ...runControlRoutes(cloud, runs, events),
      ...costControlRoutes(cloud),
      ...topicControlRoutes(cloud, topics),
      ...receiverControlRoutes(receivers),
    ],
    receiverRoutes: receiverRoutes(receivers),
    stop: control.stop,
  };
}
