import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { ConnectionAnswer } from '../../../../emulator/azure/serving/connections.ts';
import type { FlowFiles } from '../../../../emulator/azure/serving/definition.ts';

const root = join(import.meta.dirname, '../../../../../shared/data');
const golden = join(root, 'promptflow-golden');

/** Whether the measured contract data lies beside the repository. */
export const hasContractData = existsSync(join(golden, 'flows.jsonl'));

interface MeasuredError {
  readonly class: string;
  readonly message: string;
  readonly codes: string;
}

export interface MeasuredFlow {
  readonly folder: string;
  readonly file: string;
  readonly flow_name: string;
  readonly flow_class?: string;
  readonly swagger?: Record<string, unknown>;
  readonly connections?: readonly string[];
  readonly resolve_error?: MeasuredError;
  readonly load_error?: MeasuredError;
  readonly connections_error?: MeasuredError;
  readonly validation_error?: MeasuredError;
  readonly package_dependent?: boolean;
}

export interface MeasuredScenario {
  readonly case: string;
  readonly flow: { readonly folder: string; readonly text_included: boolean };
  readonly setup: {
    readonly environment: Readonly<Record<string, string>>;
    readonly mounted_as: string;
    readonly connections?: Readonly<Record<string, unknown>>;
    readonly replaced_files?: Readonly<Record<string, string>>;
  };
  readonly startup_error?: MeasuredError;
  readonly exchanges?: readonly {
    readonly request: {
      readonly method: string;
      readonly path: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    };
    readonly response: { readonly status: number; readonly content_type: string; readonly body: string };
  }[];
}

export const measuredFlows = (): MeasuredFlow[] =>
  readFileSync(join(golden, 'flows.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as MeasuredFlow);

export const measuredScenarios = (): MeasuredScenario[] =>
  JSON.parse(readFileSync(join(golden, 'serving.json'), 'utf8')) as MeasuredScenario[];

export interface MeasuredMetrics {
  readonly PF_DISABLE_TRACING: string;
  readonly metrics: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly value?: number;
    readonly count?: number;
  }[];
}

export const measuredMetrics = (): MeasuredMetrics[] =>
  JSON.parse(readFileSync(join(golden, 'metrics.json'), 'utf8')) as MeasuredMetrics[];

/** Writes the flows as folders, with a stub for each Python file, and answers a reader of one folder. */
export function flowFolders(): (folder: string) => Map<string, Uint8Array> {
  const target = mkdtempSync(join(tmpdir(), 'flows-'));
  execFileSync(process.execPath, [join(root, 'flows/materialize.mjs'), target]);
  const folders = new Map(readdirSync(target).map((folder) => [folder, readFolder(join(target, folder))]));
  rmSync(target, { recursive: true });
  return (folder) => folders.get(folder) ?? new Map();
}

function readFolder(folder: string): Map<string, Uint8Array> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [relative(folder, path).replaceAll('\\', '/'), readFileSync(path)]));
}

export const filesOf = (texts: Readonly<Record<string, string>>): FlowFiles =>
  new Map(Object.entries(texts).map(([path, text]) => [path, new TextEncoder().encode(text)]));

/** The control plane of a scenario: a connection object, or a bare status. */
export const connectionsOfScenario =
  (answers: Readonly<Record<string, unknown>> = {}) =>
  (name: string): ConnectionAnswer => {
    const answer = answers[name] ?? 404;
    return typeof answer === 'number' ? { status: answer } : { status: 200, body: answer };
  };
