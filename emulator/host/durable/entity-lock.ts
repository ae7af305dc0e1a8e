import type { Change } from './change.ts';
import { type EntityMessage, entityIdOf } from './entity-message.ts';
import { eventTypes } from './history-event.ts';

/** Sends a request for locks to the next entity on its list; the last one tells the orchestration that it has them. */
export function passLockOn(request: EntityMessage): Change {
  const pos = (request.pos ?? 0) + 1;
  const next = request.lockset?.[pos];
  if (next) return { do: 'post-entity', entityId: entityIdOf(next), message: { ...request, pos } };
  return replyTo(request, { result: JSON.stringify('Lock Acquisition Completed') });
}

export interface EntityReply {
  readonly result?: string | undefined;
  readonly exceptionType?: string;
}

/** The answer to an operation: an event named by the id of the message that asked. */
export function replyTo({ parent, parentExecution, id }: EntityMessage, reply: EntityReply): Change {
  const event = { EventType: eventTypes.EventRaised, EventId: -1, Name: id, Input: JSON.stringify(reply) };
  const message = parentExecution === undefined ? { event } : { executionId: parentExecution, event };
  return { do: 'post', instanceId: parent ?? '', message };
}
