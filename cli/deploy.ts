import type { Problem } from '../domain/api/fault.ts';
import type { ShownRelease } from '../domain/api/release.ts';
import { type ApiOptions, ask } from './api.ts';
import { describeProblem, type Output } from './output.ts';
import { readLocalPackage } from './read-package.ts';
import { follow } from './status.ts';

interface DeployOptions extends ApiOptions {
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

/** `flowferry deploy <folder or zip>`: sends a flow, and shows how its release goes. */
export async function deploy(target: string, options: DeployOptions, output: Output): Promise<number> {
  const { name, zip } = await readLocalPackage(target);
  const form = new FormData();
  form.set('package', new Blob([new Uint8Array(zip)], { type: 'application/zip' }), `${name}.zip`);
  if (options.workspace) form.set('workspace', options.workspace);
  if (options.planHash) form.set('planHash', options.planHash);
  if (options.dryRun) return await showPlan(form, options, output);
  const answer = await ask<ShownRelease>(options, '/releases', { method: 'POST', body: form });
  if (answer.kind === 'refused') return refuse(answer.problem, options, output);
  const { id } = answer.value;
  if (!options.json) output.line(`Release ${id}`);
  if (options.wait) return await follow(id, options, output);
  if (options.json) output.line(JSON.stringify(answer.value));
  return 0;
}

/** Shows what the release would do. Exits as the release would, were it refused before its first change. */
async function showPlan(form: FormData, options: DeployOptions, output: Output): Promise<number> {
  const answer = await ask<ShownDryRun>(options, '/releases?dryRun=true', { method: 'POST', body: form });
  if (answer.kind === 'refused') return refuse(answer.problem, options, output);
  output.line(options.json ? JSON.stringify(answer.value) : answer.value.text);
  return answer.value.preflight.faults.length > 0 ? 2 : 0;
}

function refuse(problem: Problem, options: DeployOptions, output: Output): number {
  output.error(options.json ? JSON.stringify(problem) : describeProblem(problem));
  return 2;
}
