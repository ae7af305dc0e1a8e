import type { Change, Transition } from './change.ts';
import type { EntityMessage, EntityState } from './entity-message.ts';
import { closedHistory, type History, openHistory } from './history.ts';
import type { ActivityTask, InstanceRow } from './instance.ts';

/** Everything that must survive a crash, as it is in memory. */
export interface HubState {
  readonly rows: Map<string, InstanceRow>;
  readonly tasks: Map<string, ActivityTask>;
  readonly entities: Map<string, EntityState>;
  readonly entityInboxes: Map<string, EntityMessage[]>;
  /** Small facts of the triggers: when a timer last fired, which blob was seen. */
  readonly values: Map<string, unknown>;
}

export const emptyHubState = (): HubState => ({
  rows: new Map(),
  tasks: new Map(),
  entities: new Map(),
  entityInboxes: new Map(),
  values: new Map(),
});

/** Takes one change in. A change to an instance that was purged meanwhile goes nowhere. */
export function applyChange(state: HubState, change: Change): void {
  if (applyToInstance(state, change)) return;
  switch (change.do) {
    case 'add-task':
      state.tasks.set(change.task.key, change.task);
      break;
    case 'end-task':
      state.tasks.delete(change.key);
      break;
    case 'set-value':
      state.values.set(change.key, change.value);
      break;
    default:
      applyToEntity(state, change);
  }
}

function applyToInstance({ rows }: HubState, change: Change): boolean {
  switch (change.do) {
    case 'set-instance': {
      const { instance } = change;
      const row = rows.get(instance.instanceId);
      if (row) row.instance = instance;
      else rows.set(instance.instanceId, { instance, history: openHistory(), inbox: [], timers: new Map() });
      return true;
    }
    case 'add-timer':
      rows.get(change.timer.instanceId)?.timers.set(change.timer.key, change.timer);
      return true;
    case 'purge':
      rows.delete(change.instanceId);
      return true;
    case 'update-instance':
    case 'add-history':
    case 'set-history':
    case 'set-closed-history':
    case 'post':
    case 'take':
    case 'set-inbox':
    case 'end-timer': {
      const row = rows.get(change.instanceId);
      if (row) applyToRow(row, change);
      return true;
    }
    default:
      return false;
  }
}

type RowChange = Extract<Change, { instanceId: string }>;

function applyToRow(row: InstanceRow, change: RowChange): void {
  switch (change.do) {
    case 'add-history':
      row.history.add(change.events);
      break;
    case 'set-history':
      row.history = openHistory(change.events);
      break;
    case 'set-closed-history':
      row.history = closedHistory(change.text);
      break;
    case 'update-instance':
      row.instance = { ...row.instance, ...change.to };
      break;
    case 'post':
      row.inbox.push(change.message);
      break;
    case 'take':
      row.inbox.splice(0, change.count);
      break;
    case 'set-inbox':
      row.inbox = [...change.messages];
      break;
    case 'end-timer':
      row.timers.delete(change.key);
  }
}

function applyToEntity({ entities, entityInboxes }: HubState, change: Change): void {
  switch (change.do) {
    case 'set-entity':
      if (isForgotten(change.state)) entities.delete(change.entityId);
      else entities.set(change.entityId, change.state);
      break;
    case 'post-entity': {
      const inbox = entityInboxes.get(change.entityId);
      if (inbox) inbox.push(change.message);
      else entityInboxes.set(change.entityId, [change.message]);
      break;
    }
    case 'take-entity': {
      const inbox = entityInboxes.get(change.entityId);
      inbox?.splice(0, change.count);
      if (inbox?.length === 0) entityInboxes.delete(change.entityId);
    }
  }
}

const isForgotten = (state: EntityState): boolean =>
  !state.exists && state.lockedBy === undefined && state.waiting.length === 0;

function historyChange(instanceId: string, history: History): Change {
  const text = history.closedText();
  if (text === undefined) return { do: 'set-history', instanceId, events: history.events() };
  return { do: 'set-closed-history', instanceId, text };
}

/** The shortest list of transitions that builds this state again. */
export function* snapshot(state: HubState): Iterable<Transition> {
  for (const [instanceId, row] of state.rows) {
    yield [
      { do: 'set-instance', instance: row.instance },
      historyChange(instanceId, row.history),
      ...row.inbox.map((message): Change => ({ do: 'post', instanceId, message })),
      ...[...row.timers.values()].map((timer): Change => ({ do: 'add-timer', timer })),
    ];
  }
  for (const task of state.tasks.values()) yield [{ do: 'add-task', task }];
  for (const [entityId, entity] of state.entities) yield [{ do: 'set-entity', entityId, state: entity }];
  for (const [entityId, inbox] of state.entityInboxes) {
    yield inbox.map((message): Change => ({ do: 'post-entity', entityId, message }));
  }
  for (const [key, value] of state.values) yield [{ do: 'set-value', key, value }];
}
