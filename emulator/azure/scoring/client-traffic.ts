import type { Cloud } from '../cloud.ts';
import type { Score } from './score.ts';

/** Clients of one endpoint, made up: they ask at a rate and take every answer. */
export interface ClientTraffic {
  readonly endpointId: string;
  readonly requestsPerMinute: number;
  /** Bodies that are sent in turn. */
  readonly bodies: readonly string[];
  /** How long it goes on, in minutes of the emulator's clock. Absent: until it is stopped. */
  readonly minutes?: number;
  /** Absent: the traffic rules decide. */
  readonly deployment?: string;
}

const minuteInMs = 60_000;
// Requests are made in batches, so that a fast clock does not need a timer for each of them.
const shortestRealTickInMs = 5;

/**
 * Sends requests to an endpoint, evenly spread over the clock's time, past keys and tokens but through everything else: the
 * traffic rules, the limits, the container, the record. Answers how to stop it.
 */
export function startClientTraffic(cloud: Cloud, score: Score, traffic: ClientTraffic): () => void {
  const { clock } = cloud;
  const gapInMs = minuteInMs / traffic.requestsPerMinute;
  const tickInMs = Math.max(gapInMs, shortestRealTickInMs * clock.speed);
  const end = traffic.minutes === undefined ? Number.POSITIVE_INFINITY : clock.now() + traffic.minutes * minuteInMs;
  let next = clock.now() + gapInMs;
  let sent = 0;
  let cancel = () => {};
  const tick = () => {
    for (; next <= Math.min(clock.now(), end); next += gapInMs) {
      sendOne(cloud, score, traffic, traffic.bodies[sent % traffic.bodies.length] ?? '{}', next);
      sent += 1;
    }
    if (next <= end) cancel = clock.at(clock.now() + tickInMs, tick);
  };
  cancel = clock.at(next, tick);
  return () => cancel();
}

function sendOne(cloud: Cloud, score: Score, traffic: ClientTraffic, body: string, arrivedAt: number): void {
  const endpoint = cloud.endpoints.get(traffic.endpointId);
  if (!endpoint) return;
  const request = { method: 'POST', path: '/score', headers: { 'content-type': 'application/json' }, body };
  void score(endpoint, request, { arrivedAt, pinned: traffic.deployment }).catch(() => undefined);
}
