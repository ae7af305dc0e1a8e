import type { EntityMessage, EntityRef } from '../entity-message.ts';
import type { PendingEvent } from '../history-event.ts';
import { createFuture, type Future, settle } from './future.ts';

/** Something an orchestrator asked for, under the number that SDK and backend both know it by. */
export type Decision =
  | { readonly id: number; readonly kind: 'activity'; readonly name: string; readonly input: string }
  | ({ readonly id: number; readonly kind: 'orchestration' } & ChildRequest)
  | { readonly id: number; readonly kind: 'timer'; readonly fireAt: number }
  | { readonly id: number; readonly kind: 'entity'; readonly target: string; readonly message: EntityMessage };

export interface ChildRequest {
  readonly name: string;
  readonly input: string;
  readonly instanceId: string;
  readonly version?: string;
}

type Unnumbered<D> = D extends Decision ? Omit<D, 'id'> : never;

export interface Call {
  readonly kind: 'activity' | 'orchestration' | 'entity';
  readonly name: string;
  readonly instanceId?: string;
}

export interface WalkSettings {
  readonly instanceId: string;
  readonly executionId: string;
  readonly maximumShortTimerInMs: number;
  readonly longTimerIntervalInMs: number;
  readonly httpPollIntervalInMs: number;
  /** The orchestrator has returned or thrown. */
  readonly hasEnded: boolean;
  /** Why the extension would refuse this call, if it would. */
  refusalOf(call: Call): string | undefined;
}

/** Where the backend stands while it performs an orchestrator's actions along its history. */
export interface Walk {
  readonly settings: WalkSettings;
  /** The orchestration's time: that of the latest turn seen so far. */
  now: number;
  nextId: number;
  readonly openTasks: Map<number, Future>;
  /** Performed, and not yet met in the history. */
  readonly unscheduled: Map<number, Decision>;
  /** Waiters of one event name are a stack, events that came early are a queue: so it is on both sides. */
  readonly waiters: Map<string, Future[]>;
  readonly earlyEvents: Map<string, unknown[]>;
  /** Ids of the messages that earlier turns sent, by task number: a replay must send the same. */
  readonly sentMessageIds: ReadonlyMap<number, string>;
  heldLocks: { readonly requestId: string; readonly entities: readonly EntityRef[] } | undefined;
  continueAsNewInput: string | undefined;
  /** Events that came in after the decision to continue as new: the next execution gets them. */
  readonly carriedOver: PendingEvent[];
  /** What the extension refuses without telling the orchestrator, which waits for ever. */
  readonly refusals: string[];
  performedActions: number;
}

export const startWalk = (settings: WalkSettings, sentMessageIds: ReadonlyMap<number, string>): Walk => ({
  settings,
  now: 0,
  nextId: 0,
  openTasks: new Map(),
  unscheduled: new Map(),
  waiters: new Map(),
  earlyEvents: new Map(),
  sentMessageIds,
  heldLocks: undefined,
  continueAsNewInput: undefined,
  carriedOver: [],
  refusals: [],
  performedActions: 0,
});

/** Gives the next number to a task, which is open until its end is met in the history. */
export function schedule(walk: Walk, decision: Unnumbered<Decision>): Future {
  const id = walk.nextId++;
  walk.unscheduled.set(id, { ...decision, id } as Decision);
  const future = createFuture();
  // A message to an entity is sent, and that is all: an answer comes as an event.
  if (decision.kind === 'entity') return settle(future);
  walk.openTasks.set(id, future);
  return future;
}
