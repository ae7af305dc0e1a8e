import type { RegisteredApp } from './core-module.ts';
import type { InvocationResponse, RegisteredFunction, TypedData } from './core-protocol.ts';
import type { QueueSettings } from './host-json.ts';
import { type InvocationRequest, type Invoker, invoke } from './invoke.ts';
import { triggerVariables, writeOutputs } from './outputs.ts';
import type { Work } from './work.ts';

/** Runs a function with all its bindings: inputs supplied, outputs written. Rejects when any of it fails. */
export interface FunctionRunner {
  run(fn: RegisteredFunction, request: InvocationRequest): Promise<InvocationResponse>;
  /** A run that nobody is to notice: no hooks, no log, no outputs. */
  rehearse(fn: RegisteredFunction, request: InvocationRequest): Promise<InvocationResponse>;
}

export interface FunctionRunnerOptions {
  readonly invoker: Invoker;
  readonly queues: QueueSettings;
  readonly work: Work;
  /** The value of a durable client, as its binding has it. */
  durableClient(): string;
}

export const createFunctionRunner = ({
  invoker,
  queues,
  work,
  durableClient,
}: FunctionRunnerOptions): FunctionRunner => ({
  async run(fn, request) {
    const end = work.begin();
    try {
      const inputs = inputsOf(fn, durableClient);
      const response = await invoke(invoker, fn, { ...request, inputs });
      const variables = () => triggerVariables(request.trigger, request.triggerMetadata ?? {});
      await writeOutputs(fn, response, variables, queues);
      return response;
    } finally {
      end();
    }
  },
  rehearse: (fn, request) => invoke({ ...invoker, app: withoutHooks(invoker.app), log: () => {} }, fn, request),
});

const withoutHooks = (app: RegisteredApp): RegisteredApp => ({ ...app, hooks: new Map() });

function inputsOf(fn: RegisteredFunction, durableClient: () => string): Record<string, TypedData> {
  const inputs: Record<string, TypedData> = {};
  for (const [name, { type, direction }] of Object.entries(fn.metadata.bindings)) {
    if (direction !== 'in' || name === fn.triggerName) continue;
    if (!/^(durableClient|orchestrationClient)$/i.test(type))
      throw new Error(`This host has no input binding '${type}'.`);
    inputs[name] = { string: durableClient() };
  }
  return inputs;
}
