import { textOf } from '../log.ts';
import { fromTypedData } from '../typed-data.ts';
import type { Change } from './change.ts';
import { replyTo } from './entity-lock.ts';
import {
  type EntityMessage,
  type EntityRef,
  type EntityState,
  entityIdOf,
  entityRefOf,
  signal,
} from './entity-message.ts';
import { type DurableRuntime, triggerOf, unknownFunction } from './runtime.ts';

/** An entity at work: what it has become so far, and whom it has to tell. */
export interface EntityTurn {
  readonly entityId: string;
  state: EntityState;
  waiting: readonly EntityMessage[];
  readonly changes: Change[];
}

/** What the SDK returns for a batch of operations; `result` and the state are JSON texts. */
interface BatchResult {
  readonly entityExists: boolean;
  readonly entityState?: string;
  readonly results: readonly { readonly isError: boolean; readonly result?: string }[];
  readonly signals: readonly { readonly target: EntityRef; readonly name: string; readonly input?: string }[];
}

/** Runs some operations of an entity, in order, and collects the answers and the signals it sends. */
export async function runBatch(
  runtime: DurableRuntime,
  turn: EntityTurn,
  batch: readonly EntityMessage[],
): Promise<void> {
  const result = await callEntity(runtime, turn, batch);
  turn.state = stateAfter(turn.state, result);
  turn.changes.push(...batch.flatMap((message, at) => answerTo(message, result.results[at])));
  for (const { target, name, input } of result.signals) {
    const message = signal(name, input, turn.entityId);
    turn.changes.push({ do: 'post-entity', entityId: entityIdOf(target), message });
  }
}

async function callEntity(
  runtime: DurableRuntime,
  { entityId, state }: EntityTurn,
  batch: readonly EntityMessage[],
): Promise<BatchResult> {
  const { name, key } = entityRefOf(entityId);
  const fn = runtime.functions.find(name, triggerOf.entity);
  const payload = {
    self: { name: fn?.name ?? name, key },
    exists: state.exists,
    state: state.state,
    batch: batch.map(({ op, input, signal: isSignal = false }) => ({ name: op, input, isSignal })),
  };
  try {
    if (!fn) throw new Error(unknownFunction(runtime, 'entity', name));
    const response = await runtime.functions.invoke(fn, { trigger: { json: JSON.stringify(payload) } });
    return fromTypedData(response.returnValue) as BatchResult;
  } catch (error) {
    return failedBatch(state, batch, textOf(error));
  }
}

/** The function itself failed, not one operation: nothing changed, and every caller hears of it. */
function failedBatch(state: EntityState, batch: readonly EntityMessage[], reason: string): BatchResult {
  return {
    entityExists: state.exists,
    ...(state.state === undefined ? {} : { entityState: state.state }),
    results: batch.map(() => ({ isError: true, result: JSON.stringify(reason) })),
    signals: [],
  };
}

function stateAfter({ state: _, ...before }: EntityState, { entityExists, entityState }: BatchResult): EntityState {
  if (!entityExists || entityState === undefined) return { ...before, exists: entityExists };
  return { ...before, exists: true, state: entityState };
}

function answerTo(message: EntityMessage, result: BatchResult['results'][number] | undefined): Change[] {
  if (message.signal || message.parent === undefined) return [];
  return [replyTo(message, { result: result?.result, ...(result?.isError ? { exceptionType: 'Error' } : {}) })];
}
