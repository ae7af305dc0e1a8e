import type { Problem } from '../domain/api/fault.ts';
import type { ShownRelease } from '../domain/api/release.ts';
import { type ApiOptions, ask } from './api.ts';
import { describeProblem, type Output } from './output.ts';
import { readLocalPackage } from './read-package.ts';
import { follow } from './status.ts';

interface DeployOptions extends ApiOptions {
  readonly batchRun?: string;
  readonly evaluationRun?: string;
  readonly workspace?: string;
  readonly planHash?: string;
  readonly dryRun: boolean;
  readonly wait: boolean;
  readonly json: boolean;
}

/** What of a dry run's answer the terminal needs. */
interface ShownDryRun {
  readonly text: string;
  readonly preflight: { readonly faults: readonly unknown[] };
}

/** `flowferry deploy <folder or zip>`, or of a batch run's flow: asks for a release, and shows how it goes. */
export async function deploy(target: string | undefined, options: DeployOptions, output: Output): Promise<number> {
  if ((target === undefined) === (options.batchRun === undefined)) {
    throw new Error('Name a folder or a zip, or a batch run with --batch-run; not both.');
  }
  const body = target === undefined ? runBody(options) : await packageBody(target, options);
  if (options.dryRun) return await showPlan(body, options, output);
  const answer = await ask<ShownRelease>(options, '/releases', { method: 'POST', ...body });
  if (answer.kind === 'refused') return refuse(answer.problem, options, output);
  const { id } = answer.value;
  if (!options.json) output.line(`Release ${id}`);
  if (options.wait) return await follow(id, options, output);
  if (options.json) output.line(JSON.stringify(answer.value));
  return 0;
}

async function packageBody(target: string, { workspace, planHash }: DeployOptions): Promise<RequestInit> {
  const { name, zip } = await readLocalPackage(target);
  const form = new FormData();
  form.set('package', new Blob([new Uint8Array(zip)], { type: 'application/zip' }), `${name}.zip`);
  if (workspace) form.set('workspace', workspace);
  if (planHash) form.set('planHash', planHash);
  return { body: form };
}

const runBody = ({ batchRun, evaluationRun, workspace, planHash }: DeployOptions): RequestInit => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ batchRun, evaluationRun, workspace, planHash }),
});

/** Shows what the release would do. Exits as the release would, were it refused before its first change. */
async function showPlan(body: RequestInit, options: DeployOptions, output: Output): Promise<number> {
  const answer = await ask<ShownDryRun>(options, '/releases?dryRun=true', { method: 'POST', ...body });
  if (answer.kind === 'refused') return refuse(answer.problem, options, output);
  output.line(options.json ? JSON.stringify(answer.value) : answer.value.text);
  return answer.value.preflight.faults.length > 0 ? 2 : 0;
}

function refuse(problem: Problem, options: DeployOptions, output: Output): number {
  output.error(options.json ? JSON.stringify(problem) : describeProblem(problem));
  return 2;
}
