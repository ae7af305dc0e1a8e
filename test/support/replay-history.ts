import { closeRegistration, openRegistration } from '../../emulator/host/core-module.ts';
import type { RegisteredFunction } from '../../emulator/host/core-protocol.ts';
import { eventTypes, type HistoryEvent } from '../../emulator/host/durable/history-event.ts';
import type { Instance } from '../../emulator/host/durable/instance.ts';
import { callOrchestrator, timerLimits } from '../../emulator/host/durable/orchestrator-call.ts';
import { replay } from '../../emulator/host/durable/replay/replay.ts';
import type { Decision } from '../../emulator/host/durable/replay/walk.ts';
import type { DurableRuntime } from '../../emulator/host/durable/runtime.ts';
import { invoke } from '../../emulator/host/invoke.ts';

/** What an orchestration asks for in one turn, or how it ends, in a form that compares. */
export type Asked = Readonly<Record<string, unknown>>;

export type Register = () => void;

/** The orchestrations that an app registers, by name. */
export function orchestrationsOf(register: Register): ReadonlyMap<string, RegisteredFunction> {
  openRegistration(() => {});
  register();
  return new Map([...closeRegistration().functions.values()].map((fn) => [fn.name, fn]));
}

/**
 * Runs an orchestration's code of today over a recorded history, turn by turn, through the SDK, and answers for each turn
 * what was recorded and what the code asks for now, inputs and times included.
 */
export async function replayHistory(
  orchestrations: ReadonlyMap<string, RegisteredFunction>,
  history: readonly HistoryEvent[],
): Promise<{ readonly recorded: readonly Asked[]; readonly now: readonly Asked[] }> {
  const instance = instanceOf(history);
  const fn = orchestrations.get(instance.name);
  if (!fn) throw new Error(`there is no orchestration ${instance.name} any more`);
  const recorded: Asked[] = [];
  const now: Asked[] = [];
  for (const { before, news, asked } of turnsOf(history)) {
    recorded.push(...asked.map(recordedAs));
    now.push(...(await askedNow(fn, instance, [...before, ...news])));
  }
  return { recorded, now };
}

async function askedNow(
  fn: RegisteredFunction,
  instance: Instance,
  history: readonly HistoryEvent[],
): Promise<Asked[]> {
  const answer = await callOrchestrator(runtime, fn, instance, history);
  if (!answer.state) return [answer];
  const { state } = answer;
  const { decisions, fault, continueAsNewInput } = replay(history, state.actions[0] ?? [], {
    ...timerLimits,
    instanceId: instance.instanceId,
    executionId: instance.executionId,
    hasEnded: state.isDone || state.error !== undefined,
    refusalOf: () => undefined,
  });
  if (fault !== undefined) return [{ fault }];
  const asked: Asked[] = decisions.map(decidedAs);
  if (state.error !== undefined) return [...asked, { error: state.error }];
  if (state.isDone && continueAsNewInput === undefined) asked.push({ output: state.output ?? null });
  return asked;
}

const runtime = {
  isStrict: false,
  functions: {
    invoke: (fn: RegisteredFunction, request: Parameters<typeof invoke>[2]) =>
      invoke(
        { app: { functions: new Map(), hooks: new Map(), appHookData: {} }, log: () => {}, timeoutInMs: 60_000 },
        fn,
        request,
      ),
  },
} as unknown as DurableRuntime;

const outgoing: readonly number[] = [
  eventTypes.TaskScheduled,
  eventTypes.SubOrchestrationInstanceCreated,
  eventTypes.TimerCreated,
  eventTypes.ExecutionCompleted,
];

/** Each turn begins with its OrchestratorStarted, takes in what came, and then asks. */
function* turnsOf(history: readonly HistoryEvent[]) {
  const starts = history.flatMap(({ EventType }, at) => (EventType === eventTypes.OrchestratorStarted ? [at] : []));
  for (const [turn, start] of starts.entries()) {
    const own = history.slice(start, starts[turn + 1]);
    yield {
      before: history.slice(0, start),
      news: own
        .filter(({ EventType }) => !outgoing.includes(EventType) && EventType !== eventTypes.OrchestratorCompleted)
        .map((event) => ({ ...event, IsPlayed: false })),
      asked: own.filter(({ EventType }) => outgoing.includes(EventType)),
    };
  }
}

function recordedAs({ EventType, EventId: id, Name: name, Input, InstanceId, ...event }: HistoryEvent): Asked {
  const input: unknown = JSON.parse(Input ?? 'null');
  switch (EventType) {
    case eventTypes.TaskScheduled:
      return { id, activity: name, input };
    case eventTypes.SubOrchestrationInstanceCreated:
      return { id, orchestration: name, input, instanceId: InstanceId };
    case eventTypes.TimerCreated:
      return { id, timer: event.FireAt };
    default:
      return event.OrchestrationStatus === 'Completed'
        ? { output: JSON.parse(event.Result ?? 'null') as unknown }
        : { error: String(JSON.parse(event.Result ?? '""')).replace(/^Orchestrator function '\w+' failed: /, '') };
  }
}

function decidedAs(decision: Decision): Asked {
  const { id } = decision;
  switch (decision.kind) {
    case 'activity':
      return { id, activity: decision.name, input: JSON.parse(decision.input) as unknown };
    case 'orchestration':
      return {
        id,
        orchestration: decision.name,
        input: JSON.parse(decision.input) as unknown,
        instanceId: decision.instanceId,
      };
    case 'timer':
      return { id, timer: new Date(decision.fireAt).toISOString() };
    case 'entity':
      return { id, entity: decision.target };
  }
}

function instanceOf(history: readonly HistoryEvent[]): Instance {
  const started = history.find(({ EventType }) => EventType === eventTypes.ExecutionStarted);
  const { InstanceId: instanceId = '', ExecutionId: executionId = '' } = started?.OrchestrationInstance ?? {};
  return {
    instanceId,
    executionId,
    name: started?.Name ?? '',
    version: started?.Version ?? '',
    status: 'Running',
    input: started?.Input ?? null,
    output: null,
    customStatus: null,
    createdTime: started?.Timestamp ?? '',
    lastUpdatedTime: started?.Timestamp ?? '',
    ...(started?.ParentInstance ? { parent: started.ParentInstance } : {}),
  };
}
