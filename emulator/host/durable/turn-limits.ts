import type { Instance } from './instance.ts';
import {
  lossOfError,
  lossOfPayload,
  type Payload,
  refusalOfCustomStatus,
  refusalOfPayload,
  remarkOnSize,
} from './limits.ts';
import type { Decision } from './replay/walk.ts';
import type { DurableRuntime } from './runtime.ts';
import type { Answered } from './turn-outcome.ts';

export interface LimitsOfTurn {
  /** Why the backend refuses the turn. */
  readonly fault: string | undefined;
  /** What never arrives, by the number of its task. */
  readonly losses: ReadonlyMap<number, string>;
}

/** Stands for the end of the instance among the numbers of tasks. */
export const endId = -1;

/** Holds what an orchestrator asks for against the limits of the backend that host.json names. */
export function checkLimits(
  runtime: DurableRuntime,
  { name }: Instance,
  { state, replayed, customStatus }: Answered & { readonly customStatus: string | null },
): LimitsOfTurn {
  const { settings } = runtime;
  const payloads = new Map(replayed.decisions.map((decision) => [decision.id, payloadOf(decision)]));
  const output: Payload = { what: 'The output', text: JSON.stringify(state.output) };
  const error: Payload = { what: 'The error text', text: state.error };
  payloads.set(endId, output);
  const losses = new Map<number, string>();
  let fault = refusalOfCustomStatus(customStatus);
  for (const [id, payload] of payloads) {
    fault ??= refusalOfPayload(settings, payload);
    const loss = lossOfPayload(settings, payload) ?? (id === endId ? lossOfError(settings, error) : undefined);
    if (loss !== undefined) losses.set(id, loss);
    remarkOnSize(runtime, name, payload);
  }
  return { fault, losses };
}

function payloadOf(decision: Decision): Payload {
  switch (decision.kind) {
    case 'activity':
    case 'orchestration':
      return { what: `The input of '${decision.name}'`, text: decision.input };
    case 'entity':
      return { what: `The message to '${decision.target}'`, text: decision.message.input };
    case 'timer':
      return { what: 'A timer', text: undefined };
  }
}
