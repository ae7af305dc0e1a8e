import type { OrchestratorState } from './actions.ts';
import type { Change } from './change.ts';
import { endInstance } from './ending.ts';
import type { Instance } from './instance.ts';
import { callOrchestrator, type OrchestratorAnswer, timerLimits } from './orchestrator-call.ts';
import { refusalOf } from './refusal.ts';
import { replay } from './replay/replay.ts';
import { type DurableRuntime, triggerOf, unknownFunction } from './runtime.ts';
import { outcomeOf, type Turn } from './turn-outcome.ts';

/** Runs the code over the whole history, finds out what is new in its answer, and commits that with the history. */
export async function executeTurn(runtime: DurableRuntime, turn: Turn): Promise<void> {
  const { instance } = turn;
  const history = [...turn.row.history.events(), ...turn.news];
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
  runtime.commit([taken(turn), ...outcomeOf(runtime, turn, { state, replayed, hasEnded })]);
}

const taken = ({ instance, taken: count }: Turn): Change => ({ do: 'take', instanceId: instance.instanceId, count });

// While the code ran, the instance may have been purged, or replaced by another under the same id.
function isStillCurrent(runtime: DurableRuntime, { instanceId, executionId }: Instance): boolean {
  return runtime.state.rows.get(instanceId)?.instance.executionId === executionId;
}
