// Prints what the test run counted. A check that failed outside the tests counts as one failure, and so does a missing report.
import { existsSync, readFileSync } from 'node:fs';

const [file, status] = process.argv.slice(2);
const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { numPassedTests: 0, numFailedTests: 0 };
const brokenFiles = (report.testResults ?? []).filter(
  (each) => each.status === 'failed' && each.assertionResults.length === 0,
);
const failed = report.numFailedTests + brokenFiles.length;
const alsoFailed = failed === 0 && (status !== '0' || report.numPassedTests === 0) ? 1 : 0;
console.log(`${report.numPassedTests} passed, ${failed + alsoFailed} failed`);
process.exit(failed + alsoFailed === 0 ? 0 : 1);
