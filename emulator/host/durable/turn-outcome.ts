import type { OrchestratorState } from './actions.ts';
import { carryOut } from './carry-out.ts';
import type { Change } from './change.ts';
import { endInstance, played } from './ending.ts';
import { eventTypes, type HistoryEvent } from './history-event.ts';
import type { Instance, InstanceRow, Message } from './instance.ts';
import { newExecution } from './new-execution.ts';
import { tellRefusals } from './refusal.ts';
import type { Replayed } from './replay/replay.ts';
import type { DurableRuntime } from './runtime.ts';
import { checkLimits, endId } from './turn-limits.ts';

/** One turn of an orchestration: what it takes in, and the time at which it does. */
export interface Turn {
  readonly row: InstanceRow;
  readonly instance: Instance;
  /** How many messages of the inbox it takes; more may come while the code runs. */
  readonly taken: number;
  readonly timestamp: string;
  readonly news: readonly HistoryEvent[];
}

/** What an orchestrator answered, and what replaying it has shown. */
export interface Answered {
  readonly state: OrchestratorState;
  readonly replayed: Replayed;
  /** It has returned or thrown. */
  readonly hasEnded: boolean;
}

/** What follows from a turn, as changes: what it schedules, and whether the instance goes on, ends, or starts over. */
export function outcomeOf(runtime: DurableRuntime, turn: Turn, answered: Answered): Change[] {
  const { instance } = turn;
  const { state, replayed, hasEnded } = answered;
  const customStatus = state.customStatus === undefined ? instance.customStatus : JSON.stringify(state.customStatus);
  const { fault = replayed.fault, losses } = checkLimits(runtime, instance, { ...answered, customStatus });
  if (fault !== undefined) {
    return endInstance(runtime, turn.row, turn.news, { status: 'Failed', output: JSON.stringify(fault) });
  }
  tellRefusals(runtime, instance, [...replayed.refusals, ...losses.values()]);
  const carriedOut = replayed.decisions.map((each) => carryOut(runtime, instance, each, turn.timestamp));
  const news = [...turn.news, ...carriedOut.map(({ event }) => event)];
  const changes = carriedOut.flatMap((each) => (losses.has(each.event.EventId) ? [] : each.changes));
  const isOver = hasEnded && replayed.openTasks === 0 && !losses.has(endId);
  if (!isOver) return [...changes, ...goOn(turn, news, customStatus)];
  return [...changes, ...end(runtime, turn, news, answered, customStatus)];
}

function goOn({ instance, timestamp }: Turn, news: readonly HistoryEvent[], customStatus: string | null): Change[] {
  const status = {
    ...(instance.status === 'Running' ? {} : { status: 'Running' as const }),
    ...(customStatus === instance.customStatus ? {} : { customStatus }),
  };
  const completed = { EventType: eventTypes.OrchestratorCompleted, EventId: -1, IsPlayed: true, Timestamp: timestamp };
  return [
    { do: 'add-history', instanceId: instance.instanceId, events: [...news.map(played), completed] },
    { do: 'update-instance', instanceId: instance.instanceId, to: { ...status, lastUpdatedTime: timestamp } },
  ];
}

function end(
  runtime: DurableRuntime,
  turn: Turn,
  news: readonly HistoryEvent[],
  { state, replayed }: Answered,
  customStatus: string | null,
): Change[] {
  const { instance, row } = turn;
  if (state.error !== undefined) {
    const output = JSON.stringify(`Orchestrator function '${instance.name}' failed: ${state.error}`);
    const { failureDetails } = state;
    return endInstance(runtime, row, news, { status: 'Failed', output, customStatus, failureDetails });
  }
  if (replayed.continueAsNewInput === undefined) {
    const output = JSON.stringify(state.output ?? null);
    return endInstance(runtime, row, news, { status: 'Completed', output, customStatus });
  }
  const { instanceId, name, version, parent, createdTime } = instance;
  const carriedOver = replayed.carriedOver.map((event): Message => ({ event }));
  const inbox = [...carriedOver, ...row.inbox.slice(turn.taken)];
  const input = replayed.continueAsNewInput;
  return newExecution(runtime, { instanceId, name, version, parent, createdTime, customStatus, inbox, input });
}
