import Module from 'node:module';
import type {
  FunctionCallback,
  FunctionMetadata,
  Hook,
  HookName,
  LogCategory,
  LogLevel,
  ProgrammingModel,
  RegisteredFunction,
} from './core-protocol.ts';

/** What one app registered while it was loaded. */
export interface RegisteredApp {
  readonly functions: Map<string, RegisteredFunction>;
  readonly hooks: Map<string, Hook[]>;
  readonly appHookData: Record<string, unknown>;
}

type CoreLog = (level: LogLevel, category: LogCategory, message: string) => void;

/** The state behind the core module: one per process, as in Azure, because the library keeps its first answer for good. */
interface CoreState {
  app: RegisteredApp;
  isOpen: boolean;
  model: ProgrammingModel | undefined;
  log: CoreLog;
}

// Behind a global symbol: test runners load this file more than once in a process, the library only once.
const stateKey = Symbol.for('functions-host.core-module');

class Disposable {
  #onDispose: (() => unknown) | undefined;

  static from(...items: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const item of items) item.dispose();
    });
  }

  constructor(onDispose: () => unknown) {
    this.#onDispose = onDispose;
  }

  dispose(): void {
    this.#onDispose?.();
    this.#onDispose = undefined;
  }
}

const emptyApp = (): RegisteredApp => ({ functions: new Map(), hooks: new Map(), appHookData: {} });

/** `@azure/functions-core` is on no registry: the host supplies it, by answering `require` for that one name. */
function installCoreModule(): CoreState {
  const known = Reflect.get(globalThis, stateKey) as CoreState | undefined;
  if (known) return known;
  const state: CoreState = { app: emptyApp(), isOpen: false, model: undefined, log: () => {} };
  Reflect.set(globalThis, stateKey, state);
  const core = coreModule(state);
  const prototype: { require: (id: string) => unknown } = Module.prototype;
  prototype.require = new Proxy(prototype.require, {
    apply: (target, self, args: [string]) =>
      args[0] === '@azure/functions-core' ? core : Reflect.apply(target, self, args),
  });
  return state;
}

function coreModule(state: CoreState) {
  return {
    version: '3.12.0',
    hostVersion: '4.1046.0',
    Disposable,
    registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) =>
      registerFunction(state, metadata, callback),
    registerHook: (name: HookName, hook: Hook) => registerHook(state.app, name, hook),
    setProgrammingModel: (model: ProgrammingModel) => {
      state.model = model;
    },
    getProgrammingModel: () => state.model,
    log: (level: LogLevel, category: LogCategory, message: string) => state.log(level, category, message),
  };
}

function registerFunction(state: CoreState, metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
  if (!state.isOpen) throw new Error('A function can only be registered during app startup.');
  const { functions } = state.app;
  const id = (metadata.functionId ?? metadata.name).toLowerCase();
  if (functions.has(id)) throw new Error(`A function with id "${metadata.name}" has already been registered.`);
  const found = Object.entries(metadata.bindings).find(([, binding]) => /trigger$/i.test(binding.type));
  if (!found) throw new Error(`Function "${metadata.name}" has no trigger binding.`);
  const [triggerName, trigger] = found;
  functions.set(id, { name: metadata.name, metadata, callback, triggerName, trigger });
  return new Disposable(() => functions.delete(id));
}

function registerHook(app: RegisteredApp, name: HookName, hook: Hook): Disposable {
  const hooks = app.hooks.get(name) ?? [];
  app.hooks.set(name, hooks);
  hooks.push(hook);
  return new Disposable(() => {
    const at = hooks.indexOf(hook);
    if (at >= 0) hooks.splice(at, 1);
  });
}

const state = installCoreModule();

/** Forgets what was registered before and takes registrations again. Only one app can be loading at a time. */
export function openRegistration(log: CoreLog): void {
  state.app = emptyApp();
  state.isOpen = true;
  state.log = log;
}

/** Ends an app's start: what it registers from now on is refused, as by the real host. */
export function closeRegistration(): RegisteredApp {
  state.isOpen = false;
  return state.app;
}

/** What the app has registered so far, for the hooks that run while it may still register. */
export const appBeingRegistered = (): RegisteredApp => state.app;

/** The library's own half of every invocation; undefined until an app has used the library. */
export const programmingModel = (): ProgrammingModel | undefined => state.model;
