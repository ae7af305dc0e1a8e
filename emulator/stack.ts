import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type EmulatedAzure, startAzure } from './azure/azure.ts';
import { type Clock, type ClockOrigin, scaledClock } from './clock.ts';
import { furnishStorage } from './furnish-storage.ts';
import { type Host, startHost } from './host/host.ts';
import type { HostLogLine } from './host/log.ts';
import { type Storage, startStorage } from './storage.ts';

export interface StackOptions {
  /** Folder of the built app. */
  readonly appFolder: string;
  /** Holds everything that must survive; a second start goes on where the first one was cut off. */
  readonly stateFolder: string;
  readonly speed: number;
  readonly seed: number;
  /** Where the API listens; absent or 0: any free port. A later start on the same state takes the same one. */
  readonly port?: number;
  readonly log?: (line: HostLogLine) => void;
  /** App settings besides those that a local run needs. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** All that Flowferry needs, on one machine: storage, an emulated Azure, and the app on a local host. */
export interface Stack {
  readonly clock: Clock;
  readonly storage: Storage;
  readonly azure: EmulatedAzure;
  readonly host: Host;
  stop(): Promise<void>;
}

/** What a stack remembers of itself from one start to the next. */
interface Memory {
  readonly virtualNow: number;
  readonly azurePort: number;
  readonly controlPort: number;
  readonly hostPort: number;
}

/** Starts the stack, or goes on with the one whose state the folder holds, at the same addresses and the same virtual time. */
export async function startStack(options: StackOptions): Promise<Stack> {
  mkdirSync(options.stateFolder, { recursive: true });
  const memoryFile = path.join(options.stateFolder, 'stack.json');
  const before = recall(memoryFile);
  const origin = { realStart: Date.now(), virtualStart: before?.virtualNow ?? Date.now(), speed: options.speed };
  const clock = scaledClock(origin);

  const storage = await startStorage({ folder: path.join(options.stateFolder, 'storage') });
  await furnishStorage(storage.addresses);
  const azure = await startAzure({
    clock,
    seed: options.seed,
    storage: storage.addresses,
    stateFolder: path.join(options.stateFolder, 'azure'),
    events: { container: 'flows', queue: 'pipeline-events' },
    ...(before ? { port: before.azurePort, controlPort: before.controlPort } : {}),
  });
  const host = await startHost({
    appFolder: options.appFolder,
    clock,
    stateFolder: path.join(options.stateFolder, 'host'),
    settings: { ...options.settings, ...settingsOf(storage, azure, origin) },
    port: before?.hostPort ?? options.port ?? 0,
    ...(options.log ? { log: options.log } : {}),
  });

  const ports = { azurePort: portOf(azure.url), controlPort: portOf(azure.controlUrl), hostPort: portOf(host.url) };
  const remember = () => keep(memoryFile, { virtualNow: Math.round(clock.now()), ...ports });
  remember();
  const ticking = setInterval(remember, 500);
  return {
    clock,
    storage,
    azure,
    host,
    async stop() {
      clearInterval(ticking);
      remember();
      await host.stop();
      await azure.stop();
      await storage.stop();
    },
  };
}

/** The app settings of a local run. Nothing else tells the app that it is not in Azure. */
const settingsOf = (storage: Storage, azure: EmulatedAzure, origin: ClockOrigin) => ({
  AzureWebJobsStorage: storage.addresses.connectionString,
  FLOWFERRY_WORKSPACES: azure.workspace.id,
  FLOWFERRY_EMULATOR: azure.url,
  FLOWFERRY_CLOCK: `${origin.realStart},${origin.virtualStart},${origin.speed}`,
  TASKHUB_NAME: 'FlowferryLocal',
});

const portOf = (url: string) => Number(new URL(url).port);

const recall = (file: string): Memory | undefined =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Memory) : undefined;

function keep(file: string, memory: Memory): void {
  writeFileSync(`${file}.new`, JSON.stringify(memory));
  renameSync(`${file}.new`, file);
}
