import type { OrchestrationContext } from 'durable-functions';
import * as df from 'durable-functions';
import { onTestFinished } from 'vitest';
import { type TestClock, testClock } from '../../../emulator/clock.ts';
import { type Host, type HostLogLine, type HostOptions, startHost } from '../../../emulator/host/host.ts';
import { runToEnd } from '../../support/run-to-end.ts';

export type Orchestrator = (context: OrchestrationContext) => Generator<unknown, unknown, never>;

export interface TestHost {
  readonly host: Host;
  readonly clock: TestClock;
  readonly log: readonly HostLogLine[];
  /** What activities noted, in the order in which they ran. */
  readonly calls: string[];
  /** Calls the host's own API, as the SDK does. */
  api(method: string, path: string, body?: unknown): Promise<Response>;
  start(name: string, input?: unknown, instanceId?: string): Promise<string>;
  raise(instanceId: string, event: string, value?: unknown): Promise<void>;
  /** Starts an orchestration and lets it run to its end, jumping over all waiting. */
  run(name: string, input?: unknown, instanceId?: string): ReturnType<typeof runToEnd>;
  toEnd(instanceId: string): ReturnType<typeof runToEnd>;
}

export interface TestApp {
  readonly orchestrators?: Readonly<Record<string, Orchestrator>>;
  readonly activities?: Readonly<
    Record<string, (input: never, context: { triggerMetadata?: Record<string, unknown> }) => unknown>
  >;
  /** Registers anything else. */
  readonly more?: (calls: string[]) => void;
}

/** A host that runs a small app in this process, stopped when the test ends. */
export async function startTestHost(
  app: TestApp,
  options: Partial<HostOptions> & { clock?: TestClock } = {},
): Promise<TestHost> {
  const clock = options.clock ?? testClock();
  const log: HostLogLine[] = [];
  const calls: string[] = [];
  const host = await startHost({
    hostJson: {},
    log: (line) => log.push(line),
    ...options,
    clock,
    load: () => register(app, calls),
  });
  onTestFinished(() => host.stop());
  const api = (method: string, path: string, body?: unknown) =>
    fetch(`${host.url}/durabletask/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const start = async (name: string, input: unknown = {}, instanceId?: string) => {
    const path = ['orchestrators', name, ...(instanceId ? [encodeURIComponent(instanceId)] : [])].join('/');
    const response = await api('POST', path, input);
    if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
    return ((await response.json()) as { id: string }).id;
  };
  const toEnd = (instanceId: string) => runToEnd(host, clock, instanceId);
  return {
    host,
    clock,
    log,
    calls,
    api,
    start,
    toEnd,
    run: async (name, input, instanceId) => toEnd(await start(name, input, instanceId)),
    async raise(instanceId, event, value = null) {
      const response = await api('POST', `instances/${instanceId}/raiseEvent/${event}`, value);
      if (response.status !== 202) throw new Error(`${response.status}`);
    },
  };
}

function register({ orchestrators = {}, activities = {}, more }: TestApp, calls: string[]): void {
  for (const [name, orchestrator] of Object.entries(orchestrators)) {
    df.app.orchestration(name, orchestrator as unknown as df.OrchestrationHandler);
  }
  df.app.activity('echo', {
    handler: (input: unknown) => {
      calls.push(`echo ${JSON.stringify(input)}`);
      return input;
    },
  });
  df.app.activity('fail', {
    handler: (input: unknown) => {
      calls.push('fail');
      throw new Error(`no ${String(input)}`);
    },
  });
  for (const [name, handler] of Object.entries(activities)) {
    df.app.activity(name, { handler: handler as unknown as df.ActivityHandler });
  }
  more?.(calls);
}

/** Polls in real time until a condition holds. */
export async function until(condition: () => boolean | Promise<boolean>, limitInMs = 15_000): Promise<void> {
  const end = Date.now() + limitInMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Not so within ${limitInMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A door that what waits at it passes when it is opened. */
export function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}
