import { type ApiOptions, ask, type ShownRelease } from './api.ts';
import { describeProblem, type Output } from './output.ts';
import { readLocalPackage } from './read-package.ts';
import { follow } from './status.ts';

/** `flowferry deploy <folder or zip>`: sends a flow, and shows how its release goes. */
export async function deploy(
  target: string,
  options: ApiOptions & { readonly workspace?: string; readonly wait: boolean; readonly json: boolean },
  output: Output,
): Promise<number> {
  const { name, zip } = await readLocalPackage(target);
  const form = new FormData();
  form.set('package', new Blob([new Uint8Array(zip)], { type: 'application/zip' }), `${name}.zip`);
  if (options.workspace) form.set('workspace', options.workspace);
  const answer = await ask<ShownRelease>(options, '/releases', { method: 'POST', body: form });
  if (answer.kind === 'refused') {
    output.error(options.json ? JSON.stringify(answer.problem) : describeProblem(answer.problem));
    return 2;
  }
  const { id } = answer.value;
  if (!options.json) output.line(`Release ${id}`);
  if (options.wait) return await follow(id, options, output);
  if (options.json) output.line(JSON.stringify(answer.value));
  return 0;
}
