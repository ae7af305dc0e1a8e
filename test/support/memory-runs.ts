import { done } from '../../domain/outcome.ts';
import type { Line, Metric, Run, Runs } from '../../domain/runs.ts';
import type { Memory } from './memory-world.ts';

/** A run with all that a workspace remembers of it. */
export interface MemoryRun {
  readonly run: Run;
  readonly metrics: readonly Metric[];
  readonly lines?: readonly Line[];
}

/** Runs as a test arranged them; what a run answered is its asset of the same name. */
export const runsOf = (memory: Memory): Runs => ({
  get: async (_, runId) => done(memory.runs.get(runId)?.run),
  metrics: async (_, runId) => done(memory.runs.get(runId)?.metrics ?? []),
  lines: async (_, asset) => done(memory.runs.get(asset)?.lines),
  async flowFiles(_, { path }) {
    const files = memory.folders.get(path);
    return done(files && new Map(Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)])));
  },
});
