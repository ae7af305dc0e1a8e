import { notFound, type SystemRequest, type SystemResponse } from '../../http/system-request.ts';
import { purge } from '../orchestration-client.ts';
import type { ManagementContext } from './context.ts';
import { instanceFilter } from './filters.ts';

/** DELETE instances/{id}: whatever its status. */
export function purgeOne({ durable }: ManagementContext, id: string): SystemResponse {
  return answer(purge(durable.runtime, ({ instanceId }) => instanceId === id));
}

/** DELETE instances?createdTimeFrom=…: without statuses, everything created in that time, running or not. */
export function purgeMany({ durable }: ManagementContext, { query }: SystemRequest): SystemResponse {
  if (!query.get('createdTimeFrom')) {
    return { status: 400, body: "Please provide value for 'createdTimeFrom' parameter." };
  }
  return answer(purge(durable.runtime, instanceFilter(query)));
}

const answer = (instancesDeleted: number): SystemResponse =>
  instancesDeleted === 0 ? notFound : { status: 200, body: { instancesDeleted } };
