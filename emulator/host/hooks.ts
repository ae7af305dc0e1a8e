import type { RegisteredApp } from './core-module.ts';
import type { HookName, LogLevel } from './core-protocol.ts';

/** Runs an app's hooks one after the other, in the order of their registration. They may change the context. */
export async function runHooks(app: RegisteredApp, name: HookName, context: Record<string, unknown>): Promise<void> {
  for (const hook of app.hooks.get(name) ?? []) await hook(context);
}

interface LogHookContext {
  level: LogLevel;
  message: string;
  readonly category: string;
  readonly invocationContext: unknown;
}

/** Log hooks run at once, and may change level and message. */
export function runLogHooks(app: RegisteredApp, line: LogHookContext): LogHookContext {
  const hooks = app.hooks.get('log');
  if (!hooks || hooks.length === 0) return line;
  const context = { hookData: {}, appHookData: app.appHookData, ...line };
  for (const hook of hooks) hook(context);
  return context;
}
