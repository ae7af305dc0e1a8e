import path from 'node:path';
import { realClock } from '../clock.ts';
import { applyAppSettings } from './app-settings.ts';
import { createDurableHost } from './durable/durable-host.ts';
import { openHub } from './durable/hub.ts';
import { clientBinding } from './durable/management/links.ts';
import { createCatalog } from './function-catalog.ts';
import { createFunctionRunner } from './function-runner.ts';
import { runHooks } from './hooks.ts';
import { readHostJson } from './host-json.ts';
import type { Host, HostOptions } from './host-options.ts';
import { openFront } from './http/front.ts';
import { routesOf } from './http/routes.ts';
import { instancesOf } from './instances.ts';
import { systemLog } from './log.ts';
import { startApp } from './start-app.ts';
import { lockStateFolder } from './state-lock.ts';
import { createTriggers } from './triggers/triggers.ts';
import { createWork } from './work.ts';

export type { Host, HostOptions, Instances, InstanceView } from './host-options.ts';
export type { HostLogLine } from './log.ts';

/** How long a host that stops waits for what is running. */
const graceInMs = 5000;

type Closers = (() => unknown)[];

/**
 * Starts an Azure Functions host for one app: its HTTP, timer and storage triggers, and a durable runtime. Throws when
 * the app cannot be loaded, host.json says what the real host refuses, or another process has the state folder.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const closers: Closers = [];
  // Last opened, first closed; one that fails does not keep the others open.
  const closeAll = async (): Promise<void> => {
    const close = closers.pop();
    if (!close) return;
    try {
      await close();
    } finally {
      await closeAll();
    }
  };
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= closeAll();
    return stopping;
  };
  try {
    return { ...(await assemble(options, closers)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assemble(options: HostOptions, closers: Closers): Promise<Omit<Host, 'stop'>> {
  const { appFolder, stateFolder, key, clock = realClock(), log: write = () => {} } = options;
  const log = systemLog(write);
  const work = createWork();
  applyAppSettings(appFolder, options.settings ?? {});
  const settings = readHostJson(appFolder, options.hostJson);
  if (stateFolder !== undefined) closers.push(lockStateFolder(stateFolder));
  const front = await openFront(options.port ?? 0, log);
  closers.push(front.stop);
  // Without it the SDK rewrites every link to localhost:7071.
  process.env['WEBSITE_HOSTNAME'] = new URL(front.url).host;

  const { app, libraryServer } = await startApp(options, log);
  closers.push(() => runHooks(app, 'appTerminate', { hookData: {}, appHookData: app.appHookData }));
  const catalog = createCatalog(app.functions.values(), settings.functionsAllowed);
  for (const gap of catalog.gaps) log(gap.isTrigger ? 'error' : 'warning', gap.reason, gap.functionName);

  const links = { origin: front.url, systemKey: key ?? 'local', hubName: settings.durable.hubName };
  const runner = createFunctionRunner({
    invoker: { app, log: write, timeoutInMs: settings.functionTimeoutInMs },
    queues: settings.queues,
    work,
    durableClient: () => clientBinding(links),
  });
  const file = stateFolder === undefined ? undefined : path.join(stateFolder, 'durable.jsonl');
  const hub = openHub({ file, fsync: options.fsync ?? true });
  const functions = {
    find: catalog.find,
    names: (trigger: string) => catalog.withTrigger(trigger).map((fn) => fn.name),
    invoke: runner.run,
    rehearse: runner.rehearse,
  };
  const isStrict = options.strict ?? false;
  const durable = createDurableHost({ hub, work, clock, log, functions, isStrict, settings: settings.durable });
  closers.push(() => durable.stop(graceInMs));
  const triggers = await createTriggers({ catalog, runner, durable, clock, log, work, settings });
  closers.push(triggers.stop);

  const admin = { catalog, hubName: links.hubName, runNow: triggers.runNow };
  const routes = routesOf(catalog.withTrigger('httpTrigger'), settings.routePrefix);
  const management = { durable, links };
  const { eventGridTarget, blobEventTarget } = triggers;
  front.open({ routes, runner, management, admin, key, libraryServer, eventGridTarget, blobEventTarget });
  durable.start();
  await triggers.start();
  return {
    url: front.url,
    functions: catalog.all.map((fn) => ({ name: fn.name, trigger: fn.trigger.type })),
    gaps: catalog.gaps,
    instances: instancesOf(hub.state),
    idle: work.whenIdle,
    runTimer: triggers.runTimer,
    writtenInBytes: hub.writtenInBytes,
  };
}
