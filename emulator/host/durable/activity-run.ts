import type { TypedData } from '../core-protocol.ts';
import { fromTypedData, toTypedData } from '../typed-data.ts';
import { callHttp } from './call-http.ts';
import { describeFailure } from './failure.ts';
import { eventTypes, type PendingEvent } from './history-event.ts';
import type { ActivityTask } from './instance.ts';
import { lossOfError, lossOfPayload, refusalOfPayload, remarkOnSize } from './limits.ts';
import { httpActivity } from './replay/http-action.ts';
import { type DurableRuntime, triggerOf, unknownFunction } from './runtime.ts';

/** Runs an activity and tells its orchestration. It runs at least once: after a crash in between it runs again. */
export async function runActivity(runtime: DurableRuntime, key: string): Promise<void> {
  const task = runtime.state.tasks.get(key);
  if (!task) return;
  const event = await resultOf(runtime, task);
  if (runtime.isStopped()) return;
  const { instanceId, executionId } = task;
  const loss = lossOf(runtime, task, event);
  if (loss === undefined) {
    const post = { do: 'post', instanceId, message: { executionId, event } } as const;
    runtime.commit([{ do: 'end-task', key }, post]);
    return;
  }
  runtime.log('error', `Orchestration '${instanceId}' never hears of its activity. ${loss}`, task.name);
  runtime.commit([{ do: 'end-task', key }]);
}

function lossOf({ settings }: DurableRuntime, { name }: ActivityTask, event: PendingEvent): string | undefined {
  const [result, error] = [
    { what: `The result of '${name}'`, text: event.Result },
    { what: `The error text of '${name}'`, text: event.Reason },
  ];
  return lossOfPayload(settings, result) ?? lossOfPayload(settings, error) ?? lossOfError(settings, error);
}

async function resultOf(runtime: DurableRuntime, task: ActivityTask): Promise<PendingEvent> {
  const base = { EventId: -1, TaskScheduledId: task.taskId };
  try {
    const result = task.name === httpActivity ? await callHttp(task.input) : await callActivity(runtime, task);
    const payload = { what: `The result of '${task.name}'`, text: result };
    const refusal = refusalOfPayload(runtime.settings, payload);
    if (refusal !== undefined) throw new Error(refusal);
    remarkOnSize(runtime, task.name, payload);
    return { ...base, EventType: eventTypes.TaskCompleted, Result: result };
  } catch (error) {
    return { ...base, EventType: eventTypes.TaskFailed, ...describeFailure(task.name, error) };
  }
}

async function callActivity(runtime: DurableRuntime, task: ActivityTask): Promise<string | null> {
  const fn = runtime.functions.find(task.name, triggerOf.activity);
  if (!fn) throw new Error(unknownFunction(runtime, 'activity', task.name));
  const { returnValue } = await runtime.functions.invoke(fn, {
    trigger: activityInput(task.input),
    triggerMetadata: { instanceId: { string: task.instanceId }, data: { json: task.input } },
  });
  const value = fromTypedData(returnValue);
  return value === null ? null : JSON.stringify(value);
}

/**
 * The extension hands an activity its input as a text: JSON for objects and arrays, and for a scalar what .NET prints.
 * So a bare boolean arrives as the string "True", here as in Azure.
 */
function activityInput(json: string): TypedData | undefined {
  const value: unknown = JSON.parse(json);
  if (typeof value === 'boolean') return { string: value ? 'True' : 'False' };
  return value === null || typeof value === 'string' ? toTypedData(value) : { string: json };
}
