import { randomUUID } from 'node:crypto';
import type { Cloud } from '../cloud.ts';
import { type AzureAnswer, azureError, isObject, json, noContent, textAt } from '../exchange.ts';
import type { Route } from '../routing.ts';
import type { BehaviourRule } from './behaviours.ts';
import { type ClientTraffic, startClientTraffic } from './client-traffic.ts';
import type { Scoring } from './scoring.ts';

/** What scenarios say of the endpoints: how deployments behave, and which clients they have. */
export interface ScoringControl {
  readonly routes: Route[];
  stop(): void;
}

export function scoringControl(cloud: Cloud, scoring: Scoring): ScoringControl {
  const clients = new Map<string, { readonly traffic: ClientTraffic; readonly stop: () => void }>();
  const stopAll = () => {
    for (const { stop } of clients.values()) stop();
    clients.clear();
  };
  const route = (method: string, path: string, handle: Route['handle']): Route => ({ host: '*', method, path, handle });
  const routes = [
    route('GET', '/behaviours', () => json(200, scoring.behaviours.list())),
    route('POST', '/behaviours', ({ body }) => addBehaviour(scoring, body)),
    route('DELETE', '/behaviours', () => done(scoring.behaviours.clear)),
    route('GET', '/traffic', () =>
      json(
        200,
        [...clients].map(([id, { traffic }]) => ({ id, ...traffic })),
      ),
    ),
    route('POST', '/traffic', ({ body }) => {
      const traffic = trafficIn(cloud, body);
      if (typeof traffic === 'string') return bad(traffic);
      const id = randomUUID();
      clients.set(id, { traffic, stop: startClientTraffic(cloud, scoring.score, traffic) });
      return json(201, { id, ...traffic });
    }),
    route('DELETE', '/traffic', () => done(stopAll)),
    route('DELETE', '/traffic/{id}', (_request, params) => {
      clients.get(params['id'] ?? '')?.stop();
      return noContent(clients.delete(params['id'] ?? '') ? 200 : 204);
    }),
  ];
  return { routes, stop: stopAll };
}

function done(act: () => void): AzureAnswer {
  act();
  return noContent(204);
}

const bad = (message: string) => azureError(400, 'BadControlRequest', message);

function addBehaviour(scoring: Scoring, body: unknown): AzureAnswer {
  if (!isObject(body)) return bad('A behaviour is a JSON object.');
  try {
    scoring.behaviours.add(body as BehaviourRule);
    return json(201, body);
  } catch (error) {
    return bad(error instanceof Error ? error.message : String(error));
  }
}

/** `{ endpoint, requestsPerMinute, body | bodies, minutes?, deployment? }`: the endpoint by its name or its ARM id. */
function trafficIn(cloud: Cloud, body: unknown): ClientTraffic | string {
  const name = textAt(body, 'endpoint') ?? '';
  const endpoint = cloud.endpoints.values().find(({ resource }) => resource.name === name || resource.id === name);
  if (!endpoint || !isObject(body)) return `There is no endpoint '${name}'.`;
  const { requestsPerMinute, minutes, deployment } = body;
  if (typeof requestsPerMinute !== 'number' || !(requestsPerMinute > 0))
    return 'requestsPerMinute is a number above 0.';
  const bodies = Array.isArray(body['bodies']) ? body['bodies'] : [body['body'] ?? {}];
  return {
    endpointId: endpoint.resource.id,
    requestsPerMinute,
    bodies: bodies.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))),
    ...(typeof minutes === 'number' && { minutes }),
    ...(typeof deployment === 'string' && { deployment }),
  };
}
