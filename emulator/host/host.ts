import path from 'node:path';
import { realClock } from '../clock.ts';
import { applyAppSettings } from './app-settings.ts';
import { createDurableHost } from './durable/durable-host.ts';
import { openHub } from './durable/hub.ts';
import { clientBinding, type LinkSettings } from './durable/management/links.ts';
import { createCatalog } from './function-catalog.ts';
import { createFunctionRunner } from './function-runner.ts';
import { runHooks } from './hooks.ts';
import { type HostSettings, readHostJson } from './host-json.ts';
import type { Host, HostOptions } from './host-options.ts';
import { routesOf } from './http/routes.ts';
import { handleRequest } from './http/routing.ts';
import { listen, type RequestHandler, sendSystemResponse } from './http/server.ts';
import { instancesOf } from './instances.ts';
import { systemLog, textOf } from './log.ts';
import { startApp } from './start-app.ts';
import { lockStateFolder } from './state-lock.ts';
import { createTriggers } from './triggers/triggers.ts';
import { createWork } from './work.ts';

export type { Host, HostOptions, Instances, InstanceView } from './host-options.ts';
export type { HostLogLine } from './log.ts';

/** How long a host that stops waits for what is running. */
const graceInMs = 5000;

/**
 * Starts an Azure Functions host for one app: its HTTP, timer and storage triggers, and a durable runtime. Throws when
 * the app cannot be loaded, host.json says what the real host refuses, or another process has the state folder.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  applyAppSettings(options.appFolder, options.settings ?? {});
  const settings = readHostJson(options.appFolder, options.hostJson);
  const unlock = options.stateFolder === undefined ? () => {} : lockStateFolder(options.stateFolder);
  try {
    return await startWith(options, settings, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function startWith(options: HostOptions, settings: HostSettings, unlock: () => void): Promise<Host> {
  const write = options.log ?? (() => {});
  const log = systemLog(write);
  const clock = options.clock ?? realClock();
  const work = createWork();
  const starting: { handle: RequestHandler } = {
    handle: async (_, response) => sendSystemResponse(response, { status: 503 }),
  };
  const server = await listen(
    options.port ?? 0,
    (request, response, url) => starting.handle(request, response, url),
    (error, where) => log('error', `${where}: ${textOf(error)}`),
  );
  // Without it the SDK rewrites every link to localhost:7071.
  process.env['WEBSITE_HOSTNAME'] = new URL(server.url).host;
  const { app, libraryServer } = await startApp(options, log).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  const catalog = createCatalog(app.functions.values(), settings.functionsAllowed);
  for (const gap of catalog.gaps) log(gap.isTrigger ? 'error' : 'warning', gap.reason, gap.functionName);

  const links: LinkSettings = {
    origin: server.url,
    systemKey: options.key ?? 'local',
    hubName: settings.durable.hubName,
  };
  const invoker = { app, log: write, timeoutInMs: settings.functionTimeoutInMs };
  const runner = createFunctionRunner({
    invoker,
    queues: settings.queues,
    work,
    durableClient: () => clientBinding(links),
  });
  const hub = openHub({
    file: options.stateFolder === undefined ? undefined : path.join(options.stateFolder, 'durable.jsonl'),
    fsync: options.fsync ?? true,
  });
  const durable = createDurableHost({
    hub,
    work,
    clock,
    log,
    settings: settings.durable,
    isStrict: options.strict ?? false,
    functions: {
      find: catalog.find,
      names: (trigger) => catalog.withTrigger(trigger).map((fn) => fn.name),
      invoke: runner.run,
      rehearse: runner.rehearse,
    },
  });
  const triggers = createTriggers({ catalog, runner, durable, clock, log, work, settings });
  const routes = routesOf(catalog.withTrigger('httpTrigger'), settings.routePrefix);
  const admin = { catalog, hubName: links.hubName, runNow: triggers.runNow };
  const management = { durable, links };
  const { eventGridTarget, blobEventTarget } = triggers;
  const routing = {
    routes,
    runner,
    management,
    admin,
    key: options.key,
    libraryServer,
    eventGridTarget,
    blobEventTarget,
  };
  starting.handle = (request, response, url) => handleRequest(routing, request, response, url);
  durable.start();
  await triggers.start();

  return {
    url: server.url,
    functions: catalog.all.map((fn) => ({ name: fn.name, trigger: fn.trigger.type })),
    gaps: catalog.gaps,
    instances: instancesOf(hub.state),
    idle: work.whenIdle,
    runTimer: triggers.runTimer,
    writtenInBytes: hub.writtenInBytes,
    async stop() {
      await triggers.stop();
      await durable.stop(graceInMs);
      await runHooks(app, 'appTerminate', { hookData: {}, appHookData: app.appHookData });
      await server.stop();
      unlock();
    },
  };
}
