import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterEach, beforeAll } from 'vitest';
import { createArm } from '../../azure/arm.ts';
import { credentialFor } from '../../azure/credentials.ts';
import { emulatedHttp } from '../../azure/emulated-http.ts';
import { createInstallation, type InstallationOptions } from '../../azure/installation.ts';
import { createOwnRights } from '../../azure/own-rights.ts';
import { createWorkspaces } from '../../azure/workspaces.ts';
import type { Check } from '../../domain/installation/check.ts';
import { checkInstallation } from '../../domain/installation/check-installation.ts';
import { clouds, readSettings } from '../../domain/settings.ts';
import { deployerPrincipalId } from '../../emulator/azure/cloud.ts';
import { control } from '../support/plain-release.ts';
import { holdToInfra } from '../support/rights-of-infra.ts';
import { emulatedWorldOfThisFile, until } from './emulated-azure-fixture.ts';

export const containers = ['flows', 'packages', 'logs', 'dead-letters'];
export const queues = ['pipeline-events', 'pipeline-events-poison'];

/** What a setting or the machine has wrong. */
export interface Broken {
  readonly settings?: Readonly<Record<string, string | undefined>>;
  readonly options?: Partial<InstallationOptions>;
}

/** An installation where all is well, for the tests of one file, and what breaks it for one test. */
export function installationOfThisFile() {
  const emulated = emulatedWorldOfThisFile();
  const storage = () => emulated().environment['AzureWebJobsStorage'] ?? '';
  const blobs = () => BlobServiceClient.fromConnectionString(storage());
  const queue = (name: string) => QueueServiceClient.fromConnectionString(storage()).getQueueClient(name);

  beforeAll(async () => {
    const { azure, world, workspaceId } = emulated();
    const endpoint = { workspaceId, name: 'chat' };
    await world.endpoints.begin(endpoint, {
      name: 'chat',
      location: 'eastus',
      auth: 'key',
      identity: { kind: 'system' },
      enforceConnectionSecrets: false,
      publicAccess: true,
      tags: {},
    } as never);
    await until(
      () => world.endpoints.get(endpoint),
      (found) => found?.state === 'Succeeded',
    );
    for (const name of containers) await blobs().getContainerClient(name).createIfNotExists();
    for (const name of queues) await queue(name).createIfNotExists();
    await holdToInfra({ azure, otherWorkspaceId: workspaceId });
  });

  /** Looks from inside, with what a setting or the machine has wrong. */
  async function look({ settings: over = {}, options }: Broken = {}): Promise<readonly Check[]> {
    const settings = readSettings({ ...emulated().environment, AZURE_CLIENT_ID: 'client-of-app', ...over });
    const credential = credentialFor(settings);
    const httpClient = emulatedHttp(emulated().azure.url);
    const arm = createArm({ credential, resourceManager: clouds.public.resourceManager, httpClient });
    const ports = { arm, workspaces: createWorkspaces(arm), rights: createOwnRights(arm), httpClient };
    const clocks = { now: () => emulated().world.clock.now(), machineNow: () => new Date() };
    return checkInstallation(
      await createInstallation({ settings, credential, ...ports, ...clocks, ...options }).look(),
    );
  }

  const repairs: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    await control(emulated().azure.controlUrl, 'DELETE', '/faults', {});
    for (const repair of repairs.splice(0)) await repair();
  });

  /** Takes actions out of every role that the app has. */
  async function without(...taken: readonly string[]): Promise<Broken> {
    const { customRoles } = emulated().azure.cloud;
    for (const role of customRoles.values()) {
      repairs.push(async () => customRoles.set(role.guid, role));
      customRoles.set(role.guid, { ...role, notActions: [...role.notActions, ...taken] });
    }
    return {};
  }
  async function withoutRole(role: string): Promise<Broken> {
    const { cloud, controlUrl } = emulated().azure;
    const before = cloud.roleAssignments.values();
    await control(controlUrl, 'DELETE', '/roles', { principalId: deployerPrincipalId, role });
    repairs.push(async () => {
      for (const each of before) cloud.roleAssignments.set(each.id, each);
    });
    return {};
  }
  async function struck(name: string, target: string, more: object = {}): Promise<Broken> {
    await control(emulated().azure.controlUrl, 'POST', '/faults', { name, target, ...more });
    return {};
  }
  async function withoutContainer(name: string): Promise<Broken> {
    await blobs().getContainerClient(name).delete();
    repairs.push(() => blobs().getContainerClient(name).create());
    return {};
  }
  async function withoutQueue(name: string): Promise<Broken> {
    await queue(name).delete();
    repairs.push(() => queue(name).create());
    return {};
  }
  async function poisoned(): Promise<Broken> {
    await queue('pipeline-events-poison').sendMessage('bad');
    repairs.push(() => queue('pipeline-events-poison').clearMessages());
    return {};
  }
  return { emulated, look, storage, without, withoutRole, struck, withoutContainer, withoutQueue, poisoned };
}
