import type { OrchestratorState } from './actions.ts';
import { carryOut } from './carry-out.ts';
import type { Change } from './change.ts';
import { endInstance, played } from './ending.ts';
import { eventTypes, type HistoryEvent } from './history-event.ts';
import type { Instance, InstanceRow, Message } from './instance.ts';
import { newExecution } from './new-execution.ts';
import { callOrchestrator, type OrchestratorAnswer, timerLimits } from './orchestrator-call.ts';
import { refusalOf, tellRefusals } from './refusal.ts';
import { type Replayed, replay } from './replay/replay.ts';
import { type DurableRuntime, triggerOf, unknownFunction } from './runtime.ts';

/** One turn of an orchestration: what it takes in, and the time at which it does. */
export interface Turn {
  readonly row: InstanceRow;
  readonly instance: Instance;
  /** How many messages of the inbox it takes; more may come while the code runs. */
  readonly taken: number;
  readonly timestamp: string;
  readonly news: readonly HistoryEvent[];
}

/** Runs the code over the whole history, finds out what is new in its answer, and commits that with the history. */
export async function executeTurn(runtime: DurableRuntime, turn: Turn): Promise<void> {
  const { instance } = turn;
  const history = [...turn.row.history, ...turn.news];
  const fn = runtime.functions.find(instance.name, triggerOf.orchestration);
  const answer: OrchestratorAnswer = fn
    ? await callOrchestrator(runtime, fn, instance, history)
    : { state: undefined, error: unknownFunction(runtime, 'orchestration', instance.name) };
  if (runtime.isStopped() || !isStillCurrent(runtime, instance)) return;
  if ('fault' in answer) {
    const output = JSON.stringify(answer.fault);
    runtime.commit([taken(turn), ...endInstance(runtime, turn.row, turn.news, { status: 'Failed', output })]);
    return;
  }
  const state: OrchestratorState = answer.state ?? {
    isDone: false,
    actions: [],
    schemaVersion: 0,
    error: answer.error,
  };
  const hasEnded = state.isDone || state.error !== undefined;
  const replayed = replay(history, state.actions[0] ?? [], {
    ...timerLimits,
    instanceId: instance.instanceId,
    executionId: instance.executionId,
    hasEnded,
    refusalOf: (call) => refusalOf(runtime, instance, call),
  });
  tellRefusals(runtime, instance, replayed.refusals);
  runtime.commit([taken(turn), ...outcomeOf(runtime, turn, state, replayed, hasEnded)]);
}

const taken = ({ instance, taken: count }: Turn): Change => ({ do: 'take', instanceId: instance.instanceId, count });

// While the code ran, the instance may have been purged, or replaced by another under the same id.
function isStillCurrent(runtime: DurableRuntime, { instanceId, executionId }: Instance): boolean {
  return runtime.state.rows.get(instanceId)?.instance.executionId === executionId;
}

function outcomeOf(
  runtime: DurableRuntime,
  turn: Turn,
  state: OrchestratorState,
  replayed: Replayed,
  hasEnded: boolean,
): Change[] {
  const { instance } = turn;
  const customStatus = state.customStatus === undefined ? instance.customStatus : JSON.stringify(state.customStatus);
  if (replayed.fault !== undefined) {
    const output = JSON.stringify(replayed.fault);
    return endInstance(runtime, turn.row, turn.news, { status: 'Failed', output, customStatus });
  }
  const carriedOut = replayed.decisions.map((each) => carryOut(runtime, instance, each, turn.timestamp));
  const news = [...turn.news, ...carriedOut.map(({ event }) => event)];
  const changes = carriedOut.flatMap((each) => each.changes);
  const isOver = hasEnded && replayed.openTasks === 0;
  if (!isOver) return [...changes, ...goOn(turn, news, customStatus)];
  return [...changes, ...end(runtime, turn, news, state, replayed, customStatus)];
}

function goOn({ instance, timestamp }: Turn, news: readonly HistoryEvent[], customStatus: string | null): Change[] {
  const completed = { EventType: eventTypes.OrchestratorCompleted, EventId: -1, IsPlayed: true, Timestamp: timestamp };
  return [
    { do: 'add-history', instanceId: instance.instanceId, events: [...news.map(played), completed] },
    { do: 'set-instance', instance: { ...instance, status: 'Running', customStatus, lastUpdatedTime: timestamp } },
  ];
}

function end(
  runtime: DurableRuntime,
  turn: Turn,
  news: readonly HistoryEvent[],
  state: OrchestratorState,
  replayed: Replayed,
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
