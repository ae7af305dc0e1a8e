import { randomUUID } from 'node:crypto';
import { programmingModel, type RegisteredApp } from './core-module.ts';
import type {
  InvocationModel,
  InvocationResponse,
  LogCategory,
  LogLevel,
  RegisteredFunction,
  TypedData,
} from './core-protocol.ts';
import { runHooks, runLogHooks } from './hooks.ts';
import type { HostLog } from './log.ts';

export interface InvocationRequest {
  readonly trigger: TypedData | undefined;
  /** Other input bindings, by their names. */
  readonly inputs?: Readonly<Record<string, TypedData>>;
  readonly triggerMetadata?: Readonly<Record<string, TypedData>>;
  readonly traceContext?: { readonly traceParent: string; readonly traceState?: string };
  readonly invocationId?: string;
}

export interface Invoker {
  readonly app: RegisteredApp;
  readonly log: HostLog;
  readonly timeoutInMs: number | undefined;
}

/**
 * One invocation through the library's own model: arguments, hooks, function, hooks, response. Throws what the function
 * threw.
 */
export async function invoke(
  invoker: Invoker,
  fn: RegisteredFunction,
  request: InvocationRequest,
): Promise<InvocationResponse> {
  const core = coreContext(invoker, fn, request);
  const model = await programmingModel()?.getInvocationModel(core);
  if (!model) throw new Error('The app has not used the library @azure/functions.');
  return runModel(invoker, fn, core, model);
}

type CoreContext = ReturnType<typeof coreContext>;

function coreContext({ app, log }: Invoker, fn: RegisteredFunction, request: InvocationRequest) {
  const invocationId = request.invocationId ?? randomUUID();
  const inputs = Object.entries(request.inputs ?? {}).map(([name, data]) => ({ name, data }));
  const context = {
    invocationId,
    metadata: fn.metadata,
    request: {
      invocationId,
      functionId: fn.name,
      inputData: [{ name: fn.triggerName, data: request.trigger }, ...inputs],
      triggerMetadata: request.triggerMetadata ?? {},
      traceContext: request.traceContext,
    },
    state: undefined as string | undefined,
    invocationContext: undefined as unknown,
    log(level: LogLevel, category: LogCategory, message: string) {
      if (category !== 'user') return log({ level, category: 'system', functionName: fn.name, message });
      const line = runLogHooks(app, { level, message, category, invocationContext: context.invocationContext });
      log({ level: line.level, category: 'user', functionName: fn.name, message: line.message });
    },
  };
  return context;
}

async function runModel(
  { app, timeoutInMs }: Invoker,
  fn: RegisteredFunction,
  core: CoreContext,
  model: InvocationModel,
): Promise<InvocationResponse> {
  const { context, inputs } = await model.getArguments();
  core.invocationContext = context;
  const shared = { hookData: {}, appHookData: app.appHookData, invocationContext: context };
  const before = { ...shared, inputs, functionCallback: fn.callback };
  core.state = 'preInvocationHooks';
  await runHooks(app, 'preInvocation', before);
  core.state = 'invocation';
  const outcome = await settled(
    withTimeout(fn.name, timeoutInMs, () => model.invokeFunction(context, before.inputs, before.functionCallback)),
  );
  const after = { ...shared, inputs: before.inputs, ...outcome };
  core.state = 'postInvocationHooks';
  await runHooks(app, 'postInvocation', after);
  core.state = undefined;
  if (after.error !== undefined && after.error !== null) throw after.error;
  return model.getResponse(context, after.result);
}

async function settled(running: Promise<unknown>): Promise<{ result: unknown; error: unknown }> {
  try {
    return { result: await running, error: null };
  } catch (error) {
    // What was thrown may be anything, even nothing: it is still a failure.
    return { result: null, error: error ?? new Error(String(error)) };
  }
}

/** In Azure the whole process is ended with the function. Here the function goes on, and nobody waits for it. */
async function withTimeout<T>(name: string, timeoutInMs: number | undefined, run: () => Promise<T>): Promise<T> {
  if (timeoutInMs === undefined) return run();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`Timeout value of ${timeoutInMs / 1000} s was exceeded by function: Functions.${name}.`)),
      Math.min(timeoutInMs, 2 ** 31 - 1),
    );
  });
  try {
    return await Promise.race([run(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
