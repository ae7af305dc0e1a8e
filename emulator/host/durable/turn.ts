import { endInstance } from './ending.ts';
import { executeTurn } from './execute-turn.ts';
import { eventTypes } from './history-event.ts';
import { hasEnded, type InstanceRow, type Message } from './instance.ts';
import { type DurableRuntime, timestampOf } from './runtime.ts';
import type { Turn } from './turn-outcome.ts';
import { checkVersion } from './versions.ts';

/** Lets an orchestration take in what has come for it, as one transition. */
export async function runTurn(runtime: DurableRuntime, instanceId: string): Promise<void> {
  const row = runtime.state.rows.get(instanceId);
  if (!row || row.inbox.length === 0) return;
  if (hasEnded(row.instance.status)) {
    runtime.commit([{ do: 'take', instanceId, count: row.inbox.length }]);
    return;
  }
  const current = row.inbox.filter((message) => isFor(row, message));
  const reason = current.find((message) => message.event.EventType === eventTypes.ExecutionTerminated);
  if (reason) terminate(runtime, row, reason);
  else if (isSuspended(row, current)) suspend(runtime, row, current);
  else await takeIn(runtime, row, current);
}

const isFor = ({ instance }: InstanceRow, { executionId }: Message): boolean =>
  executionId === undefined || executionId === instance.executionId;

const isSwitch = ({ event }: Message): boolean =>
  event.EventType === eventTypes.ExecutionSuspended || event.EventType === eventTypes.ExecutionResumed;

function isSuspended({ instance }: InstanceRow, messages: readonly Message[]): boolean {
  const latest = messages.findLast(isSwitch);
  return latest ? latest.event.EventType === eventTypes.ExecutionSuspended : instance.status === 'Suspended';
}

/** Takes effect between turns. Activities that run and sub-orchestrations are not stopped. */
function terminate(runtime: DurableRuntime, row: InstanceRow, { event }: Message): void {
  const Timestamp = timestampOf(runtime.clock);
  const news = [{ ...event, IsPlayed: true, Timestamp }];
  runtime.commit([
    { do: 'take', instanceId: row.instance.instanceId, count: row.inbox.length },
    ...endInstance(runtime, row, news, { status: 'Terminated', output: event.Input ?? null }),
  ]);
}

/** What comes for a suspended orchestration is kept, and handed over when it is resumed. */
function suspend(runtime: DurableRuntime, row: InstanceRow, current: readonly Message[]): void {
  if (!current.some(isSwitch)) return;
  const { instanceId } = row.instance;
  runtime.commit([
    { do: 'update-instance', instanceId, to: { status: 'Suspended', lastUpdatedTime: timestampOf(runtime.clock) } },
    { do: 'set-inbox', instanceId, messages: current.filter((message) => !isSwitch(message)) },
  ]);
}

async function takeIn(runtime: DurableRuntime, row: InstanceRow, current: readonly Message[]): Promise<void> {
  const version = checkVersion(runtime.settings, row.instance);
  // Left for an app of its version: the messages stay where they are.
  if (version === 'reject') return;
  const Timestamp = timestampOf(runtime.clock);
  const events = current.filter((message) => !isSwitch(message)).map(({ event }) => event);
  const started = { EventType: eventTypes.OrchestratorStarted, EventId: -1 };
  const turn: Turn = {
    row,
    instance: row.instance,
    taken: row.inbox.length,
    timestamp: Timestamp,
    news: [started, ...events].map((event) => ({ ...event, IsPlayed: false, Timestamp })),
  };
  if (version === 'run') return executeTurn(runtime, turn);
  const { version: own = '' } = row.instance;
  const reason = `The orchestration version '${own}' does not match the app's '${runtime.settings.defaultVersion ?? ''}'.`;
  runtime.commit([
    { do: 'take', instanceId: row.instance.instanceId, count: turn.taken },
    ...endInstance(runtime, row, turn.news, { status: 'Failed', output: JSON.stringify(reason) }),
  ]);
}
