import { type EventTypeName, eventTypes, type HistoryEvent } from '../history-event.ts';
import { parseOrNull } from './instance-shown.ts';

const nameOf = new Map<number, string>(
  Object.entries(eventTypes).map(([name, type]: [string, number]) => [type, name]),
);

type Shown = Record<string, unknown>;
type Show = (event: HistoryEvent, begin: HistoryEvent | undefined, isOutputShown: boolean) => Shown;

/**
 * History as the status API shows it: a summary with names for numbers, and the end of a task told together with its
 * beginning. It cannot be replayed.
 */
export function showHistory(history: readonly HistoryEvent[], isOutputShown: boolean): Shown[] {
  const begun = new Map(history.filter((event) => event.EventId >= 0).map((event) => [event.EventId, event]));
  return history.flatMap((event) => {
    const name = nameOf.get(event.EventType) ?? '';
    if (isNotShown.has(name)) return [];
    const begin = event.TaskScheduledId === undefined ? undefined : begun.get(event.TaskScheduledId);
    const details = shown[name as EventTypeName]?.(event, begin, isOutputShown) ?? {};
    return { EventType: name, Timestamp: event.Timestamp, ...details };
  });
}

const isNotShown = new Set<string>([
  'TaskScheduled',
  'SubOrchestrationInstanceCreated',
  'TimerCreated',
  'OrchestratorStarted',
  'OrchestratorCompleted',
] satisfies EventTypeName[]);

const completedTask: Show = (event, begin, isOutputShown) => ({
  FunctionName: begin?.Name,
  ScheduledTime: begin?.Timestamp,
  ...(isOutputShown ? { Result: parseOrNull(event.Result) } : {}),
});

const failedTask: Show = (event, begin) => ({
  FunctionName: begin?.Name,
  ScheduledTime: begin?.Timestamp,
  Reason: event.Reason,
  Details: event.Details,
});

const shown: Partial<Record<EventTypeName, Show>> = {
  TaskCompleted: completedTask,
  SubOrchestrationInstanceCompleted: completedTask,
  TaskFailed: failedTask,
  SubOrchestrationInstanceFailed: failedTask,
  ExecutionStarted: (event) => ({ FunctionName: event.Name }),
  EventRaised: (event, _, isOutputShown) => ({
    Name: event.Name,
    ...(isOutputShown ? { Input: parseOrNull(event.Input) } : {}),
  }),
  TimerFired: (event) => ({ FireAt: event.FireAt }),
  ExecutionCompleted: (event, _, isOutputShown) => ({
    OrchestrationStatus: event.OrchestrationStatus,
    ...(isOutputShown ? { Result: parseOrNull(event.Result) } : {}),
  }),
};
