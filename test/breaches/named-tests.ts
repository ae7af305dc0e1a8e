import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Breach } from './breach.ts';

/** What became of the tests that a breach names. A file that cannot be loaded at all is `broken`: that proves nothing. */
export type Verdict = 'passed' | 'failed' | 'broken';

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

// A table's name has holes for the values of its rows.
const patternOf = (testName: string): string =>
  testName
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%%', '%')
    .replaceAll(/%[sidjof]/g, '.*');

/** Runs the tests that the breaches name, in a checkout, and answers what became of those of each. */
export async function runNamedTests(folder: string, breaches: readonly Breach[]): Promise<(breach: Breach) => Verdict> {
  const reportFile = path.join(folder, 'breach-report.json');
  rmSync(reportFile, { force: true });
  const files = [...new Set(breaches.map((breach) => breach.testFile))];
  const names = [...new Set(breaches.map((breach) => patternOf(breach.testName)))];
  await runVitest(folder, [...files, '-t', names.join('|'), '--reporter=json', `--outputFile=${reportFile}`]);
  const report = existsSync(reportFile)
    ? (JSON.parse(readFileSync(reportFile, 'utf8')) as Report)
    : { testResults: [] };
  return ({ testFile, testName }) => {
    const named = new RegExp(patternOf(testName));
    const ran = report.testResults
      .filter(({ name }) => name.endsWith(`/${testFile}`))
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ fullName, status }) => named.test(fullName) && (status === 'passed' || status === 'failed'));
    if (ran.length === 0) return 'broken';
    return ran.every(({ status }) => status === 'passed') ? 'passed' : 'failed';
  };
}

const longestRunInMs = 600_000;

function runVitest(folder: string, given: readonly string[]): Promise<void> {
  const arguments_ = ['node_modules/vitest/vitest.mjs', 'run', '--testTimeout=20000', ...given];
  const child = spawn(process.execPath, arguments_, { cwd: folder, stdio: 'ignore', timeout: longestRunInMs });
  return new Promise((resolve, reject) => child.once('error', reject).once('exit', () => resolve()));
}
