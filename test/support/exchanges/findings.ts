import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { LoggedRequest } from '../../../emulator/azure/request-log.ts';
import { type BodyValidation, validateBodies } from '../validate-bodies.ts';

export interface Findings extends BodyValidation {
  /** Answers of Azure Resource Manager in stable versions: of these at least some have a schema. */
  readonly answersOfManagement: number;
}

/** What came of all journals in the folder; each problem with the test file that it was found in. */
export function findingsIn(folder: string): Findings {
  const all = readdirSync(folder).map((file) => {
    const log = entriesIn(path.join(folder, file));
    const found = { ...validateBodies(log), answersOfManagement: log.filter(isOfManagement).length };
    const testFile = file.replace(/\.jsonl$/, '').replaceAll('--', '/');
    return { ...found, problems: [...new Set(found.problems)].map((problem) => `${testFile}: ${problem}`) };
  });
  const sum = (count: (each: Findings) => number) => all.reduce((total, each) => total + count(each), 0);
  return {
    requests: sum(({ requests }) => requests),
    responses: sum(({ responses }) => responses),
    answersOfManagement: sum(({ answersOfManagement }) => answersOfManagement),
    problems: all.flatMap(({ problems }) => problems),
  };
}

const isOfManagement = ({ host, status, apiVersion, answer, fault }: LoggedRequest) =>
  host === 'management.azure.com' &&
  status === 200 &&
  answer !== undefined &&
  fault === undefined &&
  !apiVersion?.endsWith('-preview');

const entriesIn = (file: string): LoggedRequest[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LoggedRequest);
