import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PackageFiles } from '../../domain/package/archive.ts';
import { sharedData } from './shared-data.ts';

interface RuntimeError {
  readonly class: string;
  readonly message: string;
}

/** What the real serving code said about one flow definition. */
export interface MeasuredFlow {
  readonly folder: string;
  readonly file: string;
  readonly flow_name: string;
  readonly flow_class?: string;
  readonly resolve_error?: RuntimeError;
  readonly load_error?: RuntimeError;
  readonly connections_error?: RuntimeError;
  readonly validation_error?: RuntimeError;
  /** The error is only a package that was not installed where it was measured. */
  readonly package_dependent?: boolean;
  readonly swagger?: unknown;
  readonly chat?: { readonly is_chat: boolean };
  readonly aggregation_nodes?: readonly string[];
  readonly effective_outputs?: readonly string[];
  readonly connections?: readonly string[];
  readonly environment_variables?: Readonly<Record<string, string>>;
}

/** Flows of public repositories with what the serving code said of each; nothing where the data is not. */
export function measuredFlows(): MeasuredFlows | undefined {
  const golden = sharedData('promptflow-golden/flows.jsonl');
  const writer = sharedData('flows/materialize.mjs');
  if (!golden || !writer) return undefined;
  const target = mkdtempSync(join(tmpdir(), 'flowferry-flows-'));
  execFileSync(process.execPath, [writer, target]);
  const lines = readFileSync(golden, 'utf8').trim().split('\n');
  return {
    flows: lines.map((line) => JSON.parse(line)),
    filesOf: (folder) => filesIn(join(target, folder)),
    remove: () => rmSync(target, { recursive: true, force: true }),
  };
}

interface MeasuredFlows {
  readonly flows: readonly MeasuredFlow[];
  filesOf(folder: string): PackageFiles;
  remove(): void;
}

/** All files of a folder, as a package holds them. */
export function filesIn(folder: string): PackageFiles {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    paths.map((path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), new Uint8Array(readFileSync(path))]),
  );
}
