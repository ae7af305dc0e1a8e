import { expect, test } from 'vitest';
import { createPackages } from '../../azure/packages.ts';
import { appStorageOfThisFile } from './app-storage-fixture.ts';
import { describePackagesContract } from './packages-contract.ts';

const storage = appStorageOfThisFile();
const largestInBytes = 1000;

async function push(path: string, bytes: Uint8Array): Promise<string> {
  const { etag = '' } = await (await storage().container('flows')).getBlockBlobClient(path).uploadData(bytes);
  return etag.replaceAll('"', '');
}

describePackagesContract('Azure Blob storage', () => ({ packages: createPackages(storage(), largestInBytes), push }));

test('a pushed package beyond the limit is read no further than to see that', async () => {
  await push('large.zip', new Uint8Array(5000));

  const pushed = await createPackages(storage(), largestInBytes).pushed('large.zip');

  expect(pushed?.bytes).toHaveLength(largestInBytes + 1);
});

test('an empty package is read', async () => {
  await push('empty.zip', new Uint8Array());

  expect((await createPackages(storage(), largestInBytes).pushed('empty.zip'))?.bytes).toHaveLength(0);
});

test.each([
  '../packages/secret.zip',
  'a/../../packages/secret.zip',
  './../packages/secret.zip',
  '..\\packages\\secret.zip',
])('a path that leads to another container is no package: %s', async (path) => {
  const packages = createPackages(storage(), largestInBytes);
  await packages.keep('secret', Buffer.from('zip'));

  expect(await packages.pushed(path)).toBeUndefined();
});
