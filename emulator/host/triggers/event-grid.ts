import { accepted, type SystemRequest, type SystemResponse } from '../http/system-request.ts';
import { textOf } from '../log.ts';

export interface EventGridTarget {
  /** Runs the function for one event. */
  deliver(event: unknown): Promise<unknown>;
}

interface GridEvent {
  readonly data?: { readonly validationCode?: string };
}

/**
 * The webhook that Event Grid posts to, for its own schema and for CloudEvents (Event Grid extension). One failing event
 * answers 500, upon which Event Grid sends the whole array again.
 */
export async function handleEventGrid(
  request: SystemRequest,
  target: EventGridTarget | undefined,
): Promise<SystemResponse> {
  const functionName = request.query.get('functionName') ?? '';
  if (!target) return { status: 404, body: `cannot find function: '${functionName}'` };
  if (request.method === 'OPTIONS') return allowOrigin(request.headers['webhook-request-origin']);
  switch (request.headers['aeg-event-type']?.toLowerCase()) {
    case 'subscriptionvalidation': {
      const [event] = eventsIn(request.body);
      return { status: 200, body: { validationResponse: event?.data?.validationCode } };
    }
    case 'notification':
      return deliverAll(target, eventsIn(request.body));
    case 'unsubscribe':
      return accepted;
    default:
      return { status: 400 };
  }
}

// How a subscription for CloudEvents asks whether it may come (CloudEvents HTTP webhook, section 4).
function allowOrigin(origin: string | undefined): SystemResponse {
  return { status: 200, headers: origin ? { 'webhook-allowed-origin': origin, 'webhook-allowed-rate': '*' } : {} };
}

function eventsIn(body: string): GridEvent[] {
  const parsed = JSON.parse(body === '' ? '[]' : body) as GridEvent | GridEvent[];
  return Array.isArray(parsed) ? parsed : [parsed];
}

async function deliverAll(target: EventGridTarget, events: readonly GridEvent[]): Promise<SystemResponse> {
  const results = await Promise.allSettled(events.map((event) => target.deliver(event)));
  const failed = results.find((result) => result.status === 'rejected');
  return failed ? { status: 500, body: textOf(failed.reason) } : accepted;
}
