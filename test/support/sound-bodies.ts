import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { LoggedRequest } from '../../emulator/azure/request-log.ts';
import { validateBodies } from './validate-bodies.ts';

const contracts = path.resolve('../shared/data/openapi');

/**
 * Holds every body that was sent and answered in a test file against the official schemas, and prints how many. Called
 * when all tests of a file have run; says so where there is nothing to hold them against.
 */
export function expectSoundBodies(name: string, log: readonly LoggedRequest[]): void {
  if (!existsSync(contracts)) {
    console.warn(`${name}: bodies were not held against the official schemas, because ${contracts} is not there`);
    return;
  }
  const { requests, responses, problems } = validateBodies(log);
  console.log(`${name}: ${requests} request bodies and ${responses} response bodies held against the official schemas`);
  expect(problems).toEqual([]);
  expect(requests).toBeGreaterThan(0);
  expect(responses).toBeGreaterThan(0);
}
