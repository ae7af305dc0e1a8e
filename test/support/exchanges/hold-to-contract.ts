import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { folderVariable, journalFolder } from './folder.ts';

/*
 * Around the whole run: every exchange with an emulated Azure, in whatever test file, is held against the official schemas.
 * The run fails for a body that breaks them, and says how many bodies there were.
 */

const contracts = path.resolve('../shared/data/openapi');

/** Called once for each project of the run; all write into one folder. */
export function setup(): void {
  if (process.env[folderVariable] !== undefined) return;
  process.env[folderVariable] = mkdtempSync(path.join(tmpdir(), 'flowferry-exchanges-'));
}

export async function teardown(): Promise<void> {
  const folder = journalFolder();
  if (!existsSync(folder)) return;
  const journals = readdirSync(folder).length;
  try {
    if (journals > 0) await hold(folder, journals);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function hold(folder: string, journals: number): Promise<void> {
  if (!existsSync(contracts)) {
    console.warn(`Bodies of ${journals} test files were held against nothing: ${contracts} is not there.`);
    return;
  }
  // Only here, because reading the schemas takes longer than most test files do.
  const { findingsIn } = await import('./findings.ts');
  const { requests, responses, answersOfManagement, problems } = findingsIn(folder);
  console.log(
    `${requests} request bodies and ${responses} response bodies of ${journals} test files held against the official schemas.`,
  );
  if (problems.length > 0) throw new Error(`Bodies break the official schemas:\n${problems.join('\n')}`);
  if (answersOfManagement > 0 && responses === 0) {
    throw new Error(`Of ${answersOfManagement} answers none was held against the official schemas.`);
  }
}
