import { defineConfig } from 'vitest/config';

// Where to write a report that scripts can read, if anywhere.
const report = process.env['VITEST_JSON'];

/**
 * A process for each file: the host stand-in answers require('@azure/functions-core') before any app module asks for it,
 * and scenarios are processes of their own. All others share theirs, which halves what they cost.
 */
const apart = ['test/emulator/host/**/*.test.ts', 'test/scenarios/**/*.test.ts'];

export default defineConfig({
  test: {
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    globalSetup: ['test/support/exchanges/hold-to-contract.ts'],
    setupFiles: ['test/support/exchanges/journal-of-file.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'apart', include: apart } },
      { extends: true, test: { name: 'together', include: ['test/**/*.test.ts'], exclude: apart, isolate: false } },
    ],
    coverage: {
      provider: 'v8',
      include: ['domain/**', 'orchestrations/**'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 100 },
    },
  },
});
