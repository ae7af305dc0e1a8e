import { randomUUID } from 'node:crypto';
import type { Change } from './change.ts';
import { eventTypes, type ParentInstance } from './history-event.ts';
import type { Instance, Message } from './instance.ts';
import { type DurableRuntime, timestampOf } from './runtime.ts';

export interface NewExecution {
  readonly instanceId: string;
  readonly name: string;
  /** JSON text, null without one. */
  readonly input: string | null;
  readonly version: string | undefined;
  readonly parent?: ParentInstance | undefined;
  /** What goes on from an earlier execution of the same instance. */
  readonly createdTime?: string;
  readonly customStatus?: string | null;
  readonly inbox?: readonly Message[];
}

export const newGuid = (): string => randomUUID().replaceAll('-', '');

/** The first step of an instance, or of its next execution. What there was under the id before is replaced. */
export function newExecution(runtime: DurableRuntime, request: NewExecution): Change[] {
  const { instanceId, name, input, version, parent } = request;
  const now = timestampOf(runtime.clock);
  const instance: Instance = {
    instanceId,
    executionId: newGuid(),
    name,
    ...(version === undefined ? {} : { version }),
    status: 'Pending',
    input,
    output: null,
    customStatus: request.customStatus ?? null,
    createdTime: request.createdTime ?? now,
    lastUpdatedTime: now,
    ...(parent ? { parent } : {}),
  };
  const openTimers = [...(runtime.state.rows.get(instanceId)?.timers.keys() ?? [])];
  return [
    ...openTimers.map((key): Change => ({ do: 'end-timer', instanceId, key })),
    { do: 'set-instance', instance },
    { do: 'set-history', instanceId, events: [] },
    { do: 'set-inbox', instanceId, messages: [] },
    { do: 'post', instanceId, message: startMessage(instance) },
    ...(request.inbox ?? []).map((message): Change => ({ do: 'post', instanceId, message })),
  ];
}

function startMessage(instance: Instance): Message {
  const { instanceId: InstanceId, executionId: ExecutionId } = instance;
  return {
    executionId: ExecutionId,
    event: {
      EventType: eventTypes.ExecutionStarted,
      EventId: -1,
      Name: instance.name,
      Version: instance.version ?? '',
      Input: instance.input,
      ParentInstance: instance.parent ?? null,
      OrchestrationInstance: { InstanceId, ExecutionId },
    },
  };
}
