import type { TypedData } from '../core-protocol.ts';
import { fromTypedData, toTypedData } from '../typed-data.ts';
import { callHttp } from './call-http.ts';
import { describeFailure } from './failure.ts';
import { eventTypes, type PendingEvent } from './history-event.ts';
import type { ActivityTask } from './instance.ts';
import { httpActivity } from './replay/http-action.ts';
import { type DurableRuntime, triggerOf, unknownFunction } from './runtime.ts';

/** Runs an activity and tells its orchestration. It runs at least once: after a crash in between it runs again. */
export async function runActivity(runtime: DurableRuntime, key: string): Promise<void> {
  const task = runtime.state.tasks.get(key);
  if (!task) return;
  const event = await resultOf(runtime, task);
  // The host is stopping, so what failed may have failed because of that: the task stays, and runs again.
  if (runtime.isStopped()) return;
  const { instanceId, executionId } = task;
  runtime.commit([
    { do: 'end-task', key },
    { do: 'post', instanceId, message: { executionId, event } },
  ]);
}

async function resultOf(runtime: DurableRuntime, task: ActivityTask): Promise<PendingEvent> {
  const base = { EventId: -1, TaskScheduledId: task.taskId };
  try {
    const result = task.name === httpActivity ? await callHttp(task.input) : await callActivity(runtime, task);
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
