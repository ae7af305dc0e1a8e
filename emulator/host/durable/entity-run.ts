import { type EntityTurn, runBatch } from './entity-batch.ts';
import { passLockOn } from './entity-lock.ts';
import type { EntityMessage, EntityState } from './entity-message.ts';
import { type DurableRuntime, timestampOf } from './runtime.ts';

/** Lets an entity work off its messages, one operation after the other, as one transition. */
export async function runEntity(runtime: DurableRuntime, entityId: string): Promise<void> {
  const inbox = runtime.state.entityInboxes.get(entityId);
  if (!inbox || inbox.length === 0) return;
  const before = runtime.state.entities.get(entityId) ?? { exists: false, waiting: [] };
  const turn: EntityTurn = {
    entityId,
    state: before,
    waiting: [...before.waiting, ...inbox],
    changes: [{ do: 'take-entity', entityId, count: inbox.length }],
  };
  takeReleases(turn);
  while (await takeNext(runtime, turn));
  if (runtime.isStopped()) return;
  const state = { ...turn.state, waiting: turn.waiting, lastOperationTime: timestampOf(runtime.clock) };
  runtime.commit([...turn.changes, { do: 'set-entity', entityId, state }]);
}

function takeReleases(turn: EntityTurn): void {
  for (const { release, parent } of turn.waiting) {
    if (release && parent === turn.state.lockedBy) turn.state = withoutLock(turn.state);
  }
  turn.waiting = turn.waiting.filter((message) => !message.release);
}

function withoutLock({ lockedBy: _, ...state }: EntityState): EntityState {
  return state;
}

/** Operations that came before the next request for the lock run first; then the lock is given. */
async function takeNext(runtime: DurableRuntime, turn: EntityTurn): Promise<boolean> {
  const isAllowed = ({ parent }: EntityMessage) => turn.state.lockedBy === undefined || parent === turn.state.lockedBy;
  const lockAt = turn.waiting.findIndex((message) => message.lockset && isAllowed(message));
  const reachable = lockAt < 0 ? turn.waiting : turn.waiting.slice(0, lockAt);
  const operations = reachable.filter((message) => message.op !== undefined && isAllowed(message));
  const batch = operations.slice(0, runtime.settings.maxEntityOperationBatchSize);
  if (batch.length > 0) {
    await runBatch(runtime, turn, batch);
    turn.waiting = turn.waiting.filter((message) => !batch.includes(message));
    return true;
  }
  const request = turn.waiting[lockAt];
  if (!request) return false;
  turn.waiting = turn.waiting.filter((message) => message !== request);
  if (request.parent !== undefined) turn.state = { ...turn.state, lockedBy: request.parent };
  turn.changes.push(passLockOn(request));
  return true;
}
