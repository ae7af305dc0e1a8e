import type { Clock } from '../../clock.ts';
import type { DurableHost } from '../durable/durable-host.ts';
import type { FunctionCatalog } from '../function-catalog.ts';
import type { FunctionRunner } from '../function-runner.ts';
import type { HostSettings } from '../host-json.ts';
import { type SystemLog, textOf } from '../log.ts';
import type { Work } from '../work.ts';
import type { EventGridTarget } from './event-grid.ts';
import type { StorageTriggers } from './storage-triggers.ts';
import { createTimerTrigger } from './timer-trigger.ts';

export interface TriggersOptions {
  readonly catalog: FunctionCatalog;
  readonly runner: FunctionRunner;
  readonly durable: DurableHost;
  readonly clock: Clock;
  readonly log: SystemLog;
  readonly work: Work;
  readonly settings: HostSettings;
}

/** Everything that makes functions run by itself, and the ways to make them run by hand. */
export interface Triggers {
  start(): Promise<void>;
  stop(): Promise<void>;
  runTimer(name: string): Promise<void>;
  runNow(name: string, input: string): void;
  eventGridTarget(functionName: string): EventGridTarget | undefined;
  blobEventTarget(functionName: string): EventGridTarget | undefined;
}

export async function createTriggers(options: TriggersOptions): Promise<Triggers> {
  const { catalog, runner, log } = options;
  const timers = new Map(timerTriggers(options).map((timer) => [timer.name.toLowerCase(), timer]));
  const { pollers, blobs } = await storageTriggers(options);
  const runTimer = async (name: string) => {
    const timer = timers.get(name.toLowerCase());
    if (!timer) throw new Error(`There is no timer function '${name}'.`);
    await timer.fire();
  };
  return {
    runTimer,
    async start() {
      for (const fn of catalog.withTrigger('warmupTrigger')) await runner.run(fn, { trigger: { json: '{}' } });
      for (const timer of timers.values()) timer.start();
      for (const poller of pollers) poller.start();
    },
    async stop() {
      for (const timer of timers.values()) timer.stop();
      await Promise.all(pollers.map((poller) => poller.stop()));
    },
    runNow(name, input) {
      const fn = catalog.get(name);
      if (!fn) return;
      const run = timers.has(name.toLowerCase()) ? runTimer(name) : runner.run(fn, { trigger: { string: input } });
      run.catch((error: unknown) => log('error', `Executed '${name}' (failed): ${textOf(error)}`, name));
    },
    eventGridTarget(functionName) {
      const fn = catalog.find(functionName, 'eventGridTrigger');
      return fn && { deliver: (event) => runner.run(fn, { trigger: { json: JSON.stringify(event) } }) };
    },
    blobEventTarget(functionName) {
      const blob = blobs.get(functionName.replace(/^Host\.Functions\./, '').toLowerCase());
      return blob && { deliver: (event) => blob.deliver(String((event as { readonly subject?: string }).subject)) };
    },
  };
}

// The storage libraries take their time to load, so an app without such triggers does without them.
async function storageTriggers(options: TriggersOptions): Promise<StorageTriggers> {
  const { catalog } = options;
  const isNeeded = ['queueTrigger', 'blobTrigger'].some((type) => catalog.withTrigger(type).length > 0);
  if (!isNeeded) return { pollers: [], blobs: new Map() };
  const { createStorageTriggers } = await import('./storage-triggers.ts');
  return createStorageTriggers(options);
}

function timerTriggers({ catalog, runner, durable, clock, log }: TriggersOptions) {
  const { state, commit } = durable.runtime;
  const key = (name: string) => `timer/${name.toLowerCase()}`;
  return catalog.withTrigger('timerTrigger').map((fn) =>
    createTimerTrigger(
      {
        clock,
        log,
        run: (_, trigger) => runner.run(fn, { trigger }),
        lastRun: (name) => state.values.get(key(name)) as number | undefined,
        recordRun: (name, time) => commit([{ do: 'set-value', key: key(name), value: time }]),
      },
      fn,
    ),
  );
}
