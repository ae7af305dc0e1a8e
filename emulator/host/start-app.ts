import { Server } from 'node:net';
import { loadApp } from './app-files.ts';
import {
  appBeingRegistered,
  closeRegistration,
  openRegistration,
  programmingModel,
  type RegisteredApp,
} from './core-module.ts';
import { runHooks } from './hooks.ts';
import type { HostOptions } from './host-options.ts';
import type { SystemLog } from './log.ts';

export interface StartedApp {
  readonly app: RegisteredApp;
  /** The library's own server, when the app streams HTTP bodies. */
  readonly libraryServer: string | undefined;
}

/** Loads an app and lets it register its functions. Throws when it fails to load or registers nothing. */
export async function startApp(options: HostOptions, log: SystemLog): Promise<StartedApp> {
  const folder = options.appFolder ?? process.cwd();
  openRegistration((level, _, message) => log(level, message));
  try {
    await (options.load ? options.load() : loadApp(folder));
    const { appHookData } = appBeingRegistered();
    await runHooks(appBeingRegistered(), 'appStart', { hookData: {}, appHookData, functionAppDirectory: folder });
  } finally {
    closeRegistration();
  }
  const app = appBeingRegistered();
  if (app.functions.size === 0) throw new Error('The app registered no functions.');
  return { app, libraryServer: await capability('HttpUri') };
}

async function capability(name: string): Promise<string | undefined> {
  const capabilities = (await onLoopbackOnly(async () => programmingModel()?.getCapabilities?.({}))) ?? {};
  return capabilities[name];
}

/** The library opens its server for streaming on every address of the machine, and takes no other wish. */
async function onLoopbackOnly<T>(open: () => Promise<T>): Promise<T> {
  const { prototype } = Server;
  const { listen } = prototype;
  prototype.listen = function (this: Server, ...given: unknown[]) {
    const [port, ...rest] = given;
    const options = { port: typeof port === 'number' ? port : 0, host: '127.0.0.1' };
    const onListening = [port, ...rest].find((each) => typeof each === 'function');
    return Reflect.apply(listen, this, onListening ? [options, onListening] : [options]);
  };
  try {
    return await open();
  } finally {
    prototype.listen = listen;
  }
}
