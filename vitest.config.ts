import { defineConfig } from 'vitest/config';

// Where to write a report that scripts can read, if anywhere.
const report = process.env['VITEST_JSON'];

export default defineConfig({
  test: {
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/exchanges/hold-to-contract.ts'],
    setupFiles: ['test/support/exchanges/journal-of-file.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The host stand-in answers require('@azure/functions-core') before any app module asks for it.
    pool: 'forks',
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['domain/**', 'orchestrations/**'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 100 },
    },
  },
});
