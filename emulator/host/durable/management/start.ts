import { accepted, notFound, type SystemRequest, type SystemResponse } from '../../http/system-request.ts';
import { hasEnded } from '../instance.ts';
import { restart, startOrchestration } from '../orchestration-client.ts';
import type { ManagementContext } from './context.ts';
import { isFalse } from './filters.ts';
import { parseOrNull } from './instance-shown.ts';
import { managementLinks } from './links.ts';
import { showStatus } from './status.ts';

/** POST orchestrators/{name}[/{id}]: starts an instance, and with a timeout and an interval waits for its end. */
export async function handleStart(context: ManagementContext, request: SystemRequest): Promise<SystemResponse> {
  const [, name, instanceId, ...rest] = request.segments;
  if (request.method !== 'POST' || !name || rest.length > 0) return notFound;
  const input = request.body === '' ? null : JSON.stringify(JSON.parse(request.body));
  const version = request.query.get('version') ?? undefined;
  const id = startOrchestration(context.durable.runtime, { name, input, instanceId, version });
  const timeout = Number(request.query.get('timeout'));
  const isWaiting = timeout > 0 && Number(request.query.get('pollingInterval')) > 0;
  if (isWaiting && (await endsWithin(context, id, timeout))) return resultOf(context, request, id);
  return startedWith(context, id);
}

/** POST instances/{id}/restart. */
export function handleRestart(context: ManagementContext, request: SystemRequest, id: string): SystemResponse {
  const hasNewId = !isFalse(request.query, 'restartWithNewInstanceId');
  return startedWith(context, restart(context.durable.runtime, id, hasNewId));
}

function startedWith(context: ManagementContext, id: string): SystemResponse {
  const links = managementLinks(context.links, id);
  const headers = { location: links['statusQueryGetUri'] ?? '', 'retry-after': '10' };
  return { ...accepted, headers, body: links };
}

function resultOf(context: ManagementContext, request: SystemRequest, id: string): SystemResponse {
  const instance = context.durable.runtime.state.rows.get(id)?.instance;
  if (instance?.status === 'Completed') return { status: 200, body: parseOrNull(instance.output) };
  return showStatus(context, request, id);
}

/** Real seconds: a client is waiting on the line. */
async function endsWithin({ durable }: ManagementContext, id: string, seconds: number): Promise<boolean> {
  const instance = durable.runtime.state.rows.get(id)?.instance;
  if (instance && hasEnded(instance.status)) return true;
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => {
      forget();
      resolve(false);
    }, seconds * 1000);
    const forget = durable.onEnd(id, () => {
      clearTimeout(giveUp);
      resolve(true);
    });
  });
}
