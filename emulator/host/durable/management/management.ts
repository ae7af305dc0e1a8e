import { accepted, notFound, type SystemRequest, type SystemResponse } from '../../http/system-request.ts';
import { raiseEvent, requireRow, resume, suspend, terminate } from '../orchestration-client.ts';
import { rewind } from '../rewind.ts';
import { RequestRefused } from '../runtime.ts';
import type { ManagementContext } from './context.ts';
import { handleEntities } from './entities.ts';
import { listInstances } from './list.ts';
import { purgeMany, purgeOne } from './purge.ts';
import { handleRestart, handleStart } from './start.ts';
import { showStatus } from './status.ts';

/**
 * The HTTP API of the Durable extension (`HttpApiHandler`), which `DurableClient` calls. Nothing is answered before what
 * it tells of is written: an acknowledged start or event survives whatever comes.
 */
export async function handleManagement(context: ManagementContext, request: SystemRequest): Promise<SystemResponse> {
  try {
    const response = await route(context, request);
    await context.durable.whenWritten();
    return response;
  } catch (error) {
    if (error instanceof RequestRefused) return refusal(error);
    if (error instanceof SyntaxError) return { status: 400, body: { Message: 'Invalid JSON content' } };
    throw error;
  }
}

/** ASP.NET's shape of an error. A start that finds its id running is a plain 500, known by its text alone. */
function refusal({ status, message }: RequestRefused): SystemResponse {
  if (status === 404 || status === 410) return { status };
  if (status === 412) return { status, body: message };
  const Message =
    status === 400
      ? 'One or more of the arguments submitted is incorrect'
      : 'Something went wrong while processing your request';
  return { status, body: { Message, ExceptionMessage: message } };
}

function route(context: ManagementContext, request: SystemRequest): SystemResponse | Promise<SystemResponse> {
  const [part, id, operation] = request.segments;
  if (part === 'orchestrators') return handleStart(context, request);
  if (part === 'entities') return handleEntities(context, request);
  if (part !== 'instances') return notFound;
  if (id === undefined) return handleAll(context, request);
  return operation === undefined ? handleOne(context, request, id) : operate(context, request, id, operation);
}

function handleAll(context: ManagementContext, request: SystemRequest): SystemResponse {
  if (request.method === 'GET') return listInstances(context, request);
  return request.method === 'DELETE' ? purgeMany(context, request) : notFound;
}

function handleOne(context: ManagementContext, request: SystemRequest, id: string): SystemResponse {
  if (request.method === 'GET') return showStatus(context, request, id);
  return request.method === 'DELETE' ? purgeOne(context, id) : notFound;
}

function operate(context: ManagementContext, request: SystemRequest, id: string, operation: string): SystemResponse {
  if (request.method !== 'POST') return notFound;
  const { runtime } = context.durable;
  const reason = request.query.get('reason') ?? '';
  switch (operation.toLowerCase()) {
    case 'raiseevent':
      return handleEvent(context, request, id);
    case 'restart':
      return handleRestart(context, request, id);
    case 'terminate':
      terminate(runtime, id, reason);
      return accepted;
    case 'suspend':
      suspend(runtime, id, reason);
      return accepted;
    case 'resume':
      resume(runtime, id, reason);
      return accepted;
    case 'rewind':
      rewind(runtime, id, reason);
      return accepted;
    default:
      return notFound;
  }
}

function handleEvent({ durable }: ManagementContext, request: SystemRequest, id: string): SystemResponse {
  requireRow(durable.runtime, id);
  if (!request.headers['content-type']?.startsWith('application/json')) {
    return { status: 400, body: { Message: 'Only application/json request content is supported' } };
  }
  const input = JSON.stringify(JSON.parse(request.body === '' ? 'null' : request.body));
  raiseEvent(durable.runtime, id, request.segments[3] ?? '', input);
  return accepted;
}
