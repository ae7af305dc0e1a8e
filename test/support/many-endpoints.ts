import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { startAzure } from '../../emulator/azure/azure.ts';
import { testClock } from '../../emulator/clock.ts';
import { startStorage } from '../../emulator/storage.ts';
import { ask } from './azure-client.ts';
import { echoPython, flowYaml, servingVariables } from './flow-files.ts';

/** Fills an emulated Azure, lists all of it page by page, and prints how much memory that takes. */
const folder = mkdtempSync(join(tmpdir(), 'flowferry-many-'));
const storage = await startStorage({ folder });
const clock = testClock();
const azure = await startAzure({ clock, storage: storage.addresses });
for (const name of ['endpoints', 'deployments', '*']) azure.cloud.coreLimits.set(name, 1_000_000);

const send = (method: string, path: string, body?: unknown) =>
  ask(azure.url, { method, path: `${azure.workspace.id}${path}`, ...(body !== undefined && { body }) });

const settled = async () => {
  while (azure.cloud.operations.values().some((each) => each.status === 'InProgress')) {
    clock.jump();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
};

const { name: accountName, key } = storage.addresses.workspaceAccount;
const credential = new StorageSharedKeyCredential(accountName, key);
const blobs = new BlobServiceClient(`${storage.addresses.blobUrl}/${accountName}`, credential);
const container = blobs.getContainerClient(String(azure.cloud.datastores.values()[0]?.properties['containerName']));
await container.createIfNotExists();
for (const [name, text] of Object.entries({ 'flow.dag.yaml': flowYaml, 'echo.py': echoPython })) {
  await container.getBlockBlobClient(`flow/${name}`).upload(text, text.length);
}

const path = '/models/flow/versions/1';
await send('PUT', path, { properties: { modelUri: 'azureml://datastores/workspaceblobstore/paths/flow' } });
const route = { path: '/score', port: 8080 };
const inferenceConfig = { livenessRoute: route, readinessRoute: route, scoringRoute: route };
await send('PUT', '/environments/flows/versions/1', {
  properties: { image: 'mcr.microsoft.com/flows', inferenceConfig },
});

const endpoint = { location: 'eastus', identity: { type: 'SystemAssigned' }, properties: { authMode: 'Key' } };
for (let at = 0; at < 500; at += 1) await send('PUT', `/onlineEndpoints/endpoint-${at}`, endpoint);
await settled();

const properties = {
  endpointComputeType: 'Managed',
  model: `${azure.workspace.id}${path}`,
  environmentId: `${azure.workspace.id}/environments/flows/versions/1`,
  instanceType: 'Standard_DS3_v2',
  environmentVariables: servingVariables,
};
for (let at = 0; at < 500; at += 1) {
  for (const name of ['blue', 'green']) {
    await send('PUT', `/onlineEndpoints/endpoint-${at}/deployments/${name}`, { location: 'eastus', properties });
  }
}
await settled();

let endpoints = 0;
for (let next: string | undefined = `${azure.workspace.id}/onlineEndpoints?api-version=2024-10-01`; next; ) {
  const { body }: { body: { value: unknown[]; nextLink?: string } } = await ask(azure.url, {
    path: next,
    apiVersion: null,
  });
  endpoints += body.value.length;
  next = body.nextLink?.replace('https://management.azure.com', '');
}
const states = azure.cloud.deployments.values().map((each) => each.resource.properties.provisioningState);
const deployments = states.filter((state) => state === 'Succeeded').length;
const residentInMb = Math.round(process.memoryUsage().rss / 1024 / 1024);
process.stdout.write(JSON.stringify({ endpoints, deployments, residentInMb }));
await azure.stop();
await storage.stop();
rmSync(folder, { recursive: true });
