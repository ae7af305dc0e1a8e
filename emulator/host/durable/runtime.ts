import type { Clock } from '../../clock.ts';
import type { InvocationResponse, RegisteredFunction } from '../core-protocol.ts';
import type { InvocationRequest } from '../invoke.ts';
import type { SystemLog } from '../log.ts';
import type { Transition } from './change.ts';
import type { HubState } from './hub-state.ts';
import type { DurableSettings } from './settings.ts';

/** What the durable runtime needs of the host: the app's functions, by name and kind of trigger. */
export interface FunctionCaller {
  find(name: string, triggerType: string): RegisteredFunction | undefined;
  names(triggerType: string): readonly string[];
  invoke(fn: RegisteredFunction, request: InvocationRequest): Promise<InvocationResponse>;
  /** Without hooks, log and outputs. */
  rehearse(fn: RegisteredFunction, request: InvocationRequest): Promise<InvocationResponse>;
}

/** What every part of the durable runtime works with. */
export interface DurableRuntime {
  readonly state: HubState;
  readonly settings: DurableSettings;
  readonly functions: FunctionCaller;
  readonly clock: Clock;
  readonly log: SystemLog;
  /** Every turn is run a second time in a world where time and chance differ, and must decide the same. */
  readonly isStrict: boolean;
  /** Makes a transition: all of it, and what follows from it is started. */
  commit(transition: Transition): void;
  isStopped(): boolean;
}

export const timestampOf = (clock: Clock): string => new Date(clock.now()).toISOString();

/** A request that the durable runtime does not grant, with the HTTP status that the extension answers. */
export class RequestRefused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'RequestRefused';
    this.status = status;
  }
}

export const triggerOf = {
  activity: 'activityTrigger',
  orchestration: 'orchestrationTrigger',
  entity: 'entityTrigger',
} as const;

/** The extension's words for a name that the app does not have. */
export function unknownFunction(runtime: DurableRuntime, kind: keyof typeof triggerOf, name: string): string {
  const names = runtime.functions.names(triggerOf[kind]);
  const word = kind === 'orchestration' ? 'orchestrator' : kind;
  const known = names.length > 0 ? `The app has: ${names.join(', ')}.` : `The app has no ${word} functions.`;
  return `The function '${name}' doesn't exist, is disabled, or is not an ${word} function. Additional info: ${known}`;
}
