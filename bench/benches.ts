import type { BenchTable } from './table.ts';

type Bench = () => Promise<BenchTable | readonly BenchTable[]>;

/** Every benchmark, by the name that `npm run bench <name>` takes. Loaded when asked for. */
export const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  'cold-start': async () => (await import('./cold-start.ts')).benchColdStart,
  emulator: async () => (await import('./emulator.ts')).benchEmulator,
  host: async () => (await import('./host.ts')).benchHost,
  metrics: async () => (await import('./metrics.ts')).benchMetrics,
  gate: async () => (await import('./gate.ts')).benchGate,
  judge: async () => (await import('./judge.ts')).benchJudge,
  plan: async () => (await import('./plan.ts')).benchPlan,
};
