import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createWorld } from '../../azure/world.ts';
import * as contracts from '../../domain/contracts.ts';
import { readSettings } from '../../domain/settings.ts';
import type { World } from '../../domain/world.ts';
import { type EmulatedAzure, startAzure } from '../../emulator/azure/azure.ts';
import { createWorkspace, defaultWorkspace } from '../../emulator/azure/workspace.ts';
import { type Clock, scaledClock } from '../../emulator/clock.ts';
import { releasesApi } from '../../emulator/demo/releases.ts';
import { startHost } from '../../emulator/host/host.ts';
import { startStorage } from '../../emulator/storage.ts';
import { routes } from '../../functions/http/routes.ts';
import { register } from '../../functions/main.ts';
import { zipOf } from './zip.ts';

/** The whole app with its real adapters, on the local host, against an emulated Azure with two workspaces. */
export interface AppOnAzure {
  readonly azure: EmulatedAzure;
  readonly clock: Clock;
  readonly url: string;
  readonly api: ReturnType<typeof releasesApi>;
  /** The second workspace that the app serves, in the same region. */
  readonly otherWorkspaceId: string;
  stop(): Promise<void>;
}

/** A quarter of an hour takes half a second. */
const speed = 1800;

/** Everything but the queue trigger and the timers, which these tests have no use for. */
const functions = [...Object.values(contracts), ...routes].map(({ name }) => name);

export async function startAppOnAzure(replaced: (world: World) => Partial<World> = () => ({})): Promise<AppOnAzure> {
  const folder = mkdtempSync(path.join(tmpdir(), 'flowferry-app-on-azure-'));
  const origin = { realStart: Date.now(), virtualStart: Date.now(), speed };
  const clock = scaledClock(origin);
  const storage = await startStorage({ folder: path.join(folder, 'storage') });
  const azure = await startAzure({ clock, seed: 5, storage: storage.addresses });
  const other = createWorkspace(azure.cloud, { ...defaultWorkspace, name: 'flowferry-other' });
  const settings = readSettings({
    AzureWebJobsStorage: storage.addresses.connectionString,
    FLOWFERRY_WORKSPACES: `${azure.workspace.id},${other.id}`,
    FLOWFERRY_EMULATOR: azure.url,
    FLOWFERRY_CLOCK: `${origin.realStart},${origin.virtualStart},${speed}`,
  });
  const world = createWorld(settings);
  const host = await startHost({
    load: () => register({ ...world, ...replaced(world) }),
    clock,
    hostJson: { version: '2.0', functions, extensions: { durableTask: { hubName: 'Test' } } },
    log: () => {},
  });
  return {
    azure,
    clock,
    url: host.url,
    api: releasesApi(host.url),
    otherWorkspaceId: other.id,
    async stop() {
      await host.stop();
      await azure.stop();
      await storage.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Everything that was asked of Azure since its log was cleared, and was not only a question. */
export const writesTo = ({ azure }: AppOnAzure): readonly string[] =>
  azure.requests
    .all()
    .filter(({ method, path: asked }) => !['GET', 'HEAD'].includes(method) && !/\/list(Keys|Secrets)$/i.test(asked))
    .map(({ method, host, path: asked }) => `${method} ${host}${asked}`);

/** Releases a flow, and tells how that went and what it asked of Azure. */
export async function releaseOn(app: AppOnAzure, endpoint: string, files: Readonly<Record<string, string>>) {
  app.azure.requests.clear();
  const { id } = await app.api.post(await zipOf(files), `${endpoint}.zip`);
  const story = await app.api.follow(id, () => {}, 30);
  return { story, questions: app.azure.requests.all().length, writes: writesTo(app) };
}
