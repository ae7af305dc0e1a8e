import type { FunctionCallback } from '../core-protocol.ts';
import type { Action } from './actions.ts';
import type { OrchestratorAnswer } from './orchestrator-call.ts';

/** How far the other world is ahead: enough for another hour, day and year. */
const shiftInMs = 400 * 86_400_000 + 5 * 3_600_000;

/** Two worlds in which an orchestrator must decide the same. */
export interface Worlds {
  /** Ours, remembering how chance fell. */
  readonly ours: FunctionCallback;
  /** One where the time is another and chance falls otherwise. */
  readonly other: FunctionCallback;
}

/**
 * The SDK runs an orchestrator's code to its end before it gives control back, so nothing else in this process ever sees
 * the other world.
 */
export function worldsOf(callback: FunctionCallback): Worlds {
  const fallen: number[] = [];
  return {
    ours: (...inputs) => withRandom(noting(Math.random, fallen), () => callback(...inputs)),
    other: (...inputs) => withRandom(contrary(fallen), () => withOtherTime(() => callback(...inputs))),
  };
}

const noting = (random: () => number, fallen: number[]) => () => {
  const value = random();
  fallen.push(value);
  return value;
};

/** Half the way round from what it was, so that any toss of a coin falls the other way. */
const contrary = (fallen: readonly number[]) => {
  let at = 0;
  return () => ((fallen[at++] ?? 0) + 0.5) % 1;
};

function withRandom<T>(random: () => number, run: () => T): T {
  const before = Math.random;
  Math.random = random;
  try {
    return run();
  } finally {
    Math.random = before;
  }
}

function withOtherTime<T>(run: () => T): T {
  const { Date: realDate, crypto } = globalThis;
  const { randomUUID } = crypto;
  globalThis.Date = shiftedDate(realDate);
  crypto.randomUUID = () => '00000000-0000-4000-8000-000000000000';
  try {
    return run();
  } finally {
    globalThis.Date = realDate;
    crypto.randomUUID = randomUUID;
  }
}

/** Knows no other time than the shifted one; what is given a time of its own stays as it is. */
function shiftedDate(real: DateConstructor): DateConstructor {
  return new Proxy(real, {
    construct: (target, given: unknown[], newTarget) =>
      Reflect.construct(target, given.length === 0 ? [target.now() + shiftInMs] : given, newTarget),
    get: (target, property, receiver) =>
      property === 'now' ? () => target.now() + shiftInMs : Reflect.get(target, property, receiver),
  });
}

/** Says where two runs over the same history part; undefined when they do not. */
export function differenceBetween(first: OrchestratorAnswer, second: OrchestratorAnswer): string | undefined {
  if (JSON.stringify(first) === JSON.stringify(second)) return undefined;
  const [actions, others] = [actionsOf(first), actionsOf(second)];
  const at = actions.findIndex((action, index) => JSON.stringify(action) !== JSON.stringify(others[index]));
  const isAction = at >= 0 || others.length > actions.length;
  const index = at >= 0 ? at : actions.length;
  const [was, is] = isAction ? [actions[index], others[index]] : [resultOf(first), resultOf(second)];
  return (
    'Strict mode: the orchestrator is not deterministic. Run twice over the same history, with another time and other ' +
    `chance, ${isAction ? `its action ${index}` : 'its result'} was first ${short(was)} and then ${short(is)}. Take time and ids ` +
    'from the durable context, and everything else through an activity.'
  );
}

const actionsOf = ({ state }: OrchestratorAnswer): readonly Action[] => state?.actions[0] ?? [];

function resultOf(answer: OrchestratorAnswer): unknown {
  if (!answer.state) return answer;
  const { isDone, output, error, customStatus } = answer.state;
  return { isDone, output, error, customStatus };
}

const short = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 300);
