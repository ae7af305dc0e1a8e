import type { Change } from './change.ts';
import { entityRefOf, signal } from './entity-message.ts';
import { eventTypes, type PendingEvent } from './history-event.ts';
import { hasEnded, type Instance, type InstanceRow } from './instance.ts';
import { newExecution, newGuid } from './new-execution.ts';
import { type DurableRuntime, RequestRefused, triggerOf, unknownFunction } from './runtime.ts';

export interface StartRequest {
  readonly name: string;
  /** JSON text, null without one. */
  readonly input: string | null;
  readonly instanceId?: string | undefined;
  readonly version?: string | undefined;
}

/** Starts an orchestration and answers its id. Refused for an unknown function, a bad id, and an id that is running. */
export function startOrchestration(runtime: DurableRuntime, request: StartRequest): string {
  const { name, input, instanceId = newGuid() } = request;
  const { settings, functions, state } = runtime;
  if (!functions.find(name, triggerOf.orchestration)) {
    throw new RequestRefused(400, unknownFunction(runtime, 'orchestration', name));
  }
  checkInstanceId(instanceId, settings.storage === 'azureManaged' ? 100 : 256);
  const present = state.rows.get(instanceId)?.instance.status;
  if (present && !hasEnded(present) && settings.overridableExistingInstanceStates !== 'AnyState') {
    throw new RequestRefused(500, `An Orchestration instance with the status ${present} already exists.`);
  }
  const version = request.version ?? settings.defaultVersion;
  runtime.commit(newExecution(runtime, { instanceId, name, input, version }));
  return instanceId;
}

function checkInstanceId(instanceId: string, longest: number): void {
  if (instanceId.startsWith('@')) throw new RequestRefused(400, 'Orchestration instance ids must not start with @.');
  if (/[/\\#?\p{Cc}]/u.test(instanceId)) {
    const message = 'Orchestration instance ids must not contain /, \\, #, ?, or control characters.';
    throw new RequestRefused(400, message);
  }
  if (instanceId.length > longest) {
    throw new RequestRefused(400, `Instance ID lengths must not exceed ${longest} characters.`);
  }
}

/** `input` is a JSON text. */
export const raiseEvent = (runtime: DurableRuntime, instanceId: string, name: string, input: string): void =>
  send(runtime, instanceId, { EventType: eventTypes.EventRaised, EventId: -1, Name: name, Input: input });

export const terminate = (runtime: DurableRuntime, instanceId: string, reason: string): void =>
  send(runtime, instanceId, {
    EventType: eventTypes.ExecutionTerminated,
    EventId: -1,
    Input: JSON.stringify(reason),
  });

export function suspend(runtime: DurableRuntime, instanceId: string, reason: string): void {
  if (requireLive(runtime, instanceId).status === 'Suspended') {
    throw new RequestRefused(500, `Cannot suspend orchestration instance ${instanceId}: it is already Suspended.`);
  }
  send(runtime, instanceId, { EventType: eventTypes.ExecutionSuspended, EventId: -1, Reason: reason });
}

export function resume(runtime: DurableRuntime, instanceId: string, reason: string): void {
  const { status } = requireLive(runtime, instanceId);
  if (status !== 'Suspended') {
    throw new RequestRefused(500, `Cannot resume orchestration instance ${instanceId}: it is ${status}.`);
  }
  send(runtime, instanceId, { EventType: eventTypes.ExecutionResumed, EventId: -1, Reason: reason });
}

/** Starts an instance again with the same name and input, under a new id or its own. */
export function restart(runtime: DurableRuntime, instanceId: string, hasNewId: boolean): string {
  const row = runtime.state.rows.get(instanceId);
  if (!row) throw new RequestRefused(400, `An orchestrator with the instanceId ${instanceId} was not found.`);
  const { name, input, version } = row.instance;
  return startOrchestration(runtime, { name, input, version, instanceId: hasNewId ? undefined : instanceId });
}

/** Removes instances, whatever their status: so does Azure Storage when it is not told which. */
export function purge(runtime: DurableRuntime, isMatch: (instance: Instance) => boolean): number {
  const gone = [...runtime.state.rows.values()].filter((row) => isMatch(row.instance));
  runtime.commit(gone.map(({ instance: { instanceId } }): Change => ({ do: 'purge', instanceId })));
  return gone.length;
}

/** `input` is a JSON text. */
export function signalEntity(runtime: DurableRuntime, entityId: string, op: string, input: string | undefined): void {
  const { name } = entityRefOf(entityId);
  if (!runtime.functions.find(name, triggerOf.entity)) {
    throw new RequestRefused(400, unknownFunction(runtime, 'entity', name));
  }
  runtime.commit([{ do: 'post-entity', entityId, message: signal(op, input) }]);
}

export function requireRow(runtime: DurableRuntime, instanceId: string): InstanceRow {
  const row = runtime.state.rows.get(instanceId);
  if (!row) throw new RequestRefused(404, `No instance with ID '${instanceId}' found.`);
  return row;
}

function requireLive(runtime: DurableRuntime, instanceId: string): Instance {
  const { instance } = requireRow(runtime, instanceId);
  if (!hasEnded(instance.status)) return instance;
  throw new RequestRefused(410, `The orchestration instance is ${instance.status}.`);
}

function send(runtime: DurableRuntime, instanceId: string, event: PendingEvent): void {
  requireLive(runtime, instanceId);
  runtime.commit([{ do: 'post', instanceId, message: { event } }]);
}
