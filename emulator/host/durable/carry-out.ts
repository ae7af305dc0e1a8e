import type { Change } from './change.ts';
import { eventTypes, type HistoryEvent } from './history-event.ts';
import { hasEnded, type Instance } from './instance.ts';
import { newExecution } from './new-execution.ts';
import type { Decision } from './replay/walk.ts';
import type { DurableRuntime } from './runtime.ts';

export interface CarriedOut {
  readonly event: HistoryEvent;
  readonly changes: readonly Change[];
}

type DecisionOf<K extends Decision['kind']> = Extract<Decision, { kind: K }>;

/** Turns what an orchestrator newly asked for into an event of its history, and the task, timer or message itself. */
export function carryOut(runtime: DurableRuntime, from: Instance, decision: Decision, timestamp: string): CarriedOut {
  const base = { EventId: decision.id, IsPlayed: false, Timestamp: timestamp };
  switch (decision.kind) {
    case 'activity':
      return scheduleActivity(runtime, from, decision, base);
    case 'timer':
      return createTimer(from, decision, base);
    case 'orchestration':
      return startChild(runtime, from, decision, base);
    case 'entity':
      return sendToEntity(decision, base);
  }
}

type EventBase = Pick<HistoryEvent, 'EventId' | 'IsPlayed' | 'Timestamp'>;

// An execution's id is not given out twice.
const keyOf = ({ executionId }: Instance, id: number): string => `${executionId}/${id}`;

const keptInput = (runtime: DurableRuntime, input: string): { Input?: string } =>
  runtime.settings.storeInputsInOrchestrationHistory ? { Input: input } : {};

function scheduleActivity(
  runtime: DurableRuntime,
  from: Instance,
  { id, name, input }: DecisionOf<'activity'>,
  base: EventBase,
): CarriedOut {
  const { instanceId, executionId } = from;
  const task = { key: keyOf(from, id), instanceId, executionId, taskId: id, name, input };
  return {
    event: { ...base, EventType: eventTypes.TaskScheduled, Name: name, ...keptInput(runtime, input) },
    changes: [{ do: 'add-task', task }],
  };
}

function createTimer(from: Instance, { id, fireAt: when }: DecisionOf<'timer'>, base: EventBase): CarriedOut {
  const { instanceId, executionId } = from;
  const fireAt = new Date(when).toISOString();
  return {
    event: { ...base, EventType: eventTypes.TimerCreated, FireAt: fireAt },
    changes: [{ do: 'add-timer', timer: { key: keyOf(from, id), instanceId, executionId, timerId: id, fireAt } }],
  };
}

function startChild(
  runtime: DurableRuntime,
  from: Instance,
  { id, name, input, instanceId, version = runtime.settings.defaultVersion }: DecisionOf<'orchestration'>,
  base: EventBase,
): CarriedOut {
  const present = runtime.state.rows.get(instanceId)?.instance;
  if (present && !hasEnded(present.status)) {
    runtime.log(
      'warning',
      `Sub-orchestration '${name}' takes the id '${instanceId}' of an instance that is still ${present.status}: that ` +
        'one is lost. Azure Storage does not keep ids of sub-orchestrations apart either.',
      from.name,
    );
  }
  const parent = { instanceId: from.instanceId, executionId: from.executionId, taskId: id };
  return {
    event: {
      ...base,
      EventType: eventTypes.SubOrchestrationInstanceCreated,
      Name: name,
      InstanceId: instanceId,
      ...keptInput(runtime, input),
    },
    changes: newExecution(runtime, { instanceId, name, input, version, parent }),
  };
}

function sendToEntity({ target, message }: DecisionOf<'entity'>, base: EventBase): CarriedOut {
  return {
    event: {
      ...base,
      EventType: eventTypes.EventSent,
      Name: message.release ? 'release' : 'op',
      InstanceId: target,
      Input: JSON.stringify(message),
    },
    changes: [{ do: 'post-entity', entityId: target, message }],
  };
}
