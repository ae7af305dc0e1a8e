import { accepted, notFound, type SystemRequest, type SystemResponse } from '../../http/system-request.ts';
import { entityIdOf, entityRefOf } from '../entity-message.ts';
import { signalEntity } from '../orchestration-client.ts';
import type { ManagementContext } from './context.ts';
import { isTrue } from './filters.ts';
import { parseOrNull } from './instance-shown.ts';

/** entities[/{name}[/{key}]]: read, list, signal, delete. `$` stands for an empty key. */
export function handleEntities(context: ManagementContext, request: SystemRequest): SystemResponse {
  const [, name, rawKey] = request.segments;
  const key = rawKey === '$' ? '' : rawKey;
  if (name === undefined || key === undefined)
    return request.method === 'GET' ? list(context, request, name) : notFound;
  const entityId = entityIdOf({ name, key });
  switch (request.method) {
    case 'GET':
      return read(context, entityId);
    case 'POST':
      signalEntity(context.durable.runtime, entityId, request.query.get('op') ?? '', inputOf(request));
      return accepted;
    case 'DELETE':
      signalEntity(context.durable.runtime, entityId, 'delete', undefined);
      return accepted;
    default:
      return notFound;
  }
}

function read({ durable }: ManagementContext, entityId: string): SystemResponse {
  const entity = durable.runtime.state.entities.get(entityId);
  return entity?.exists ? { status: 200, body: parseOrNull(entity.state) } : notFound;
}

function list({ durable }: ManagementContext, { query }: SystemRequest, name: string | undefined): SystemResponse {
  const from = query.get('lastOperationTimeFrom') ?? '';
  const to = query.get('lastOperationTimeTo') ?? '9999';
  const found = [...durable.runtime.state.entities].filter(([id, { exists, lastOperationTime = '' }]) => {
    const hasName = name === undefined || id.startsWith(`@${name.toLowerCase()}@`);
    return exists && hasName && lastOperationTime >= from && lastOperationTime <= to;
  });
  const shown = found.slice(0, Number(query.get('top')) || found.length).map(([id, { lastOperationTime, state }]) => ({
    entityId: entityRefOf(id),
    lastOperationTime,
    ...(isTrue(query, 'fetchState') ? { state: parseOrNull(state) } : {}),
  }));
  return { status: 200, body: shown };
}

// The SDK sends the word "undefined" when there is no input.
function inputOf({ body, headers }: SystemRequest): string | undefined {
  if (body === '' || body === 'undefined') return undefined;
  const isJson = headers['content-type']?.startsWith('application/json');
  return JSON.stringify(isJson ? JSON.parse(body) : body);
}
