import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('500 endpoints with two deployments each are held in less than 300 MB', async () => {
  // In a process of its own, as the one of the tests holds more than the emulator; and with a small
  // nursery, so that what is not needed any more is not counted.
  const script = join(import.meta.dirname, '../../support/many-endpoints.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-semi-space-size=4', script]);
  const { endpoints, deployments, residentInMb } = JSON.parse(stdout) as Record<string, number>;

  console.info(`${endpoints} endpoints and ${deployments} deployments in ${residentInMb} MB`);
  expect({ endpoints, deployments }).toEqual({ endpoints: 500, deployments: 1000 });
  expect(residentInMb).toBeLessThan(300);
}, 90_000);
