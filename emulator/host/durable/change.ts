import type { EntityMessage, EntityState } from './entity-message.ts';
import type { HistoryEvent } from './history-event.ts';
import type { ActivityTask, DurableTimer, Instance, InstanceUpdate, Message } from './instance.ts';

/**
 * One step of the durable state. Several of them make one transition: they are written as one line, and so are there all
 * together or not at all. That is what makes an orchestrator's turn happen exactly once.
 */
export type Change =
  | { readonly do: 'set-instance'; readonly instance: Instance }
  | { readonly do: 'update-instance'; readonly instanceId: string; readonly to: InstanceUpdate }
  | { readonly do: 'add-history'; readonly instanceId: string; readonly events: readonly HistoryEvent[] }
  | { readonly do: 'set-history'; readonly instanceId: string; readonly events: readonly HistoryEvent[] }
  /** Of an execution that has ended, as JSON. */
  | { readonly do: 'set-closed-history'; readonly instanceId: string; readonly text: string }
  | { readonly do: 'post'; readonly instanceId: string; readonly message: Message }
  | { readonly do: 'take'; readonly instanceId: string; readonly count: number }
  | { readonly do: 'set-inbox'; readonly instanceId: string; readonly messages: readonly Message[] }
  | { readonly do: 'add-task'; readonly task: ActivityTask }
  | { readonly do: 'end-task'; readonly key: string }
  | { readonly do: 'add-timer'; readonly timer: DurableTimer }
  | { readonly do: 'end-timer'; readonly instanceId: string; readonly key: string }
  | { readonly do: 'set-entity'; readonly entityId: string; readonly state: EntityState }
  | { readonly do: 'post-entity'; readonly entityId: string; readonly message: EntityMessage }
  | { readonly do: 'take-entity'; readonly entityId: string; readonly count: number }
  | { readonly do: 'purge'; readonly instanceId: string }
  | { readonly do: 'set-value'; readonly key: string; readonly value: unknown };

export type Transition = readonly Change[];
