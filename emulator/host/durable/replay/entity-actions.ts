import { randomUUID } from 'node:crypto';
import type { Action } from '../actions.ts';
import { type EntityMessage, entityIdOf, entityRefOf } from '../entity-message.ts';
import { awaitEvent } from './external-events.ts';
import { type Future, settledFuture } from './future.ts';
import { schedule, type Walk } from './walk.ts';

/** Sends an operation and waits for the answer, which comes as an event named by the message's id. */
export function performCallEntity(walk: Walk, action: Action): Future {
  const target = action.instanceId ?? '';
  return isRefused(walk, target) ? settledFuture() : awaitEvent(walk, sendOperation(walk, target, action, false));
}

export function performSignalEntity(walk: Walk, action: Action): Future {
  const target = action.instanceId ?? '';
  if (!isRefused(walk, target)) sendOperation(walk, target, action, true);
  return settledFuture();
}

function isRefused(walk: Walk, target: string): boolean {
  const refusal = walk.settings.refusalOf({ kind: 'entity', name: entityRefOf(target).name });
  if (refusal !== undefined) walk.refusals.push(refusal);
  return refusal !== undefined;
}

function sendOperation(walk: Walk, target: string, action: Action, isSignal: boolean): string {
  const id = walk.sentMessageIds.get(walk.nextId) ?? randomUUID();
  send(walk, target, {
    id,
    ...(action.operation === undefined ? {} : { op: action.operation }),
    ...(action.input === undefined ? {} : { input: JSON.stringify(action.input) }),
    ...(isSignal ? { signal: true } : {}),
  });
  return id;
}

/** One request travels through the entities in their order; the last of them answers. */
export function performLock(walk: Walk, action: Action): Future {
  const entities = action.lockSet ?? [];
  const requestId = action.lockRequestId ?? '';
  const [first] = entities;
  if (!first) return settledFuture();
  send(walk, entityIdOf(first), { id: requestId, lockset: entities, pos: 0 });
  walk.heldLocks = { requestId, entities };
  return awaitEvent(walk, requestId);
}

/** A message to each entity that is locked. Also what happens to locks that an orchestration still holds at its end. */
export function releaseLocks(walk: Walk): Future {
  const held = walk.heldLocks;
  walk.heldLocks = undefined;
  for (const entity of held?.entities ?? []) {
    send(walk, entityIdOf(entity), { id: held?.requestId ?? '', release: true });
  }
  return settledFuture();
}

function send(walk: Walk, target: string, message: EntityMessage): void {
  const { instanceId: parent, executionId: parentExecution } = walk.settings;
  schedule(walk, { kind: 'entity', target, message: { parent, parentExecution, ...message } });
}
