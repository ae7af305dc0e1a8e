import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface StorageAccount {
  readonly name: string;
  readonly key: string;
}

/** Where the storage of one machine is: the app's own account, and the one that belongs to the workspace. */
export interface StorageAddresses {
  readonly blobUrl: string;
  readonly queueUrl: string;
  readonly tableUrl: string;
  readonly appAccount: StorageAccount;
  readonly workspaceAccount: StorageAccount;
  /** The app account's, with explicit endpoints, as `AzureWebJobsStorage` takes it. */
  readonly connectionString: string;
}

export interface StoragePorts {
  readonly blob: number;
  readonly queue: number;
  readonly table: number;
}

export interface StorageOptions {
  /** Keeps the data, and the ports for the next start. */
  readonly folder: string;
  readonly ports?: StoragePorts;
}

export interface Storage {
  readonly addresses: StorageAddresses;
  readonly processId: number;
  stop(): Promise<void>;
}

// The account that every tool for Azurite knows (Azurite README, "Default Storage Account").
const appAccount: StorageAccount = {
  name: 'devstoreaccount1',
  key: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
};
const workspaceAccount: StorageAccount = {
  name: 'flowferrydevstore',
  key: createHash('sha512').update('the storage account of the emulated workspace').digest('base64'),
};

/**
 * Starts the real Azurite in a process of its own, which saves its data and ends when this process does, even when that
 * is killed. A start on the same folder waits for the process before it and takes the same ports.
 */
export async function startStorage(options: StorageOptions): Promise<Storage> {
  mkdirSync(options.folder, { recursive: true });
  await previousProcessIsGone(options.folder);
  const ports = options.ports ?? (await rememberedOrFreePorts(options.folder));
  const child = startAzurite(options.folder, ports);
  await untilReady(child);
  writeFileSync(join(options.folder, 'storage.json'), JSON.stringify({ processId: child.pid, ports }));
  return {
    addresses: addressesAt(ports),
    processId: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.ref();
      if (child.connected) child.disconnect();
      await gone;
      rmSync(processFile(options.folder), { force: true });
    },
  };
}

function startAzurite(folder: string, ports: StoragePorts): ChildProcess {
  const arguments_ = [
    ...['--location', folder, '--silent', '--disableTelemetry', '--skipApiVersionCheck', '--disableProductStyleUrl'],
    ...['--blobHost', '127.0.0.1', '--queueHost', '127.0.0.1', '--tableHost', '127.0.0.1'],
    ...['--blobPort', String(ports.blob), '--queuePort', String(ports.queue), '--tablePort', String(ports.table)],
  ];
  const accounts = [appAccount, workspaceAccount].map(({ name, key }) => `${name}:${key}`).join(';');
  const child = fork(join(import.meta.dirname, 'storage-process.ts'), arguments_, {
    // In a group of its own: an interrupt at the terminal must not reach it before we have stopped using it.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, AZURITE_ACCOUNTS: accounts },
    execArgv: [],
  });
  writeFileSync(processFile(folder), String(child.pid));
  return child;
}

function untilReady(child: ChildProcess): Promise<void> {
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`Azurite ended with ${code} at its start. ${complaint}`)));
    child.once('message', () => {
      child.removeAllListeners('exit');
      // The process goes on alone when we end: neither it nor its pipes keep us alive.
      child.unref();
      child.channel?.unref();
      (child.stderr as unknown as { unref?: () => void } | null)?.unref?.();
      resolve();
    });
  });
}

const processFile = (folder: string) => join(folder, 'process-id');

async function previousProcessIsGone(folder: string): Promise<void> {
  if (!existsSync(processFile(folder))) return;
  const processId = Number(readFileSync(processFile(folder), 'utf8'));
  for (let tries = 0; isAlive(processId); tries += 1) {
    if (tries > 300)
      throw new Error(`The Azurite process ${processId} still works on ${folder}. End it and start again.`);
    await wait(100);
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    // The number may belong to another program by now. Only Linux can tell.
    const commandLine = `/proc/${processId}/cmdline`;
    return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes('storage-process');
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function rememberedOrFreePorts(folder: string): Promise<StoragePorts> {
  const file = join(folder, 'storage.json');
  if (existsSync(file)) {
    const { ports } = JSON.parse(readFileSync(file, 'utf8')) as { ports: StoragePorts };
    const free = await Promise.all(Object.values(ports).map(isFree));
    if (free.every(Boolean)) return ports;
  }
  const [blob, queue, table] = await Promise.all([freePort(), freePort(), freePort()]);
  return { blob, queue, table };
}

function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const isFree = (port: number) =>
  freePort(port).then(
    () => true,
    () => false,
  );

function addressesAt(ports: StoragePorts): StorageAddresses {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const { name, key } = appAccount;
  const endpoint = (service: string, port: number) => `${service}Endpoint=${at(port)}/${name};`;
  return {
    blobUrl: at(ports.blob),
    queueUrl: at(ports.queue),
    tableUrl: at(ports.table),
    appAccount,
    workspaceAccount,
    connectionString:
      `DefaultEndpointsProtocol=http;AccountName=${name};AccountKey=${key};` +
      `${endpoint('Blob', ports.blob)}${endpoint('Queue', ports.queue)}${endpoint('Table', ports.table)}`,
  };
}
