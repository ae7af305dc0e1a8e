import type { ShownRelease } from '../domain/api/release.ts';
import { type ApiOptions, ask } from './api.ts';
import { describeProblem, type Output } from './output.ts';

interface SaidOptions extends ApiOptions {
  readonly json: boolean;
  readonly by?: string;
  readonly evidence?: string;
}

/** `flowferry approve|reject|promote|pause|resume|abort <release>`: says something to a rollout. */
export async function command(name: string, id: string, options: SaidOptions, output: Output): Promise<number> {
  const { by, evidence } = options;
  const told = `${id} was told to ${name}; it hears within a minute.`;
  const path = `/releases/${encodeURIComponent(id)}`;
  if (evidence !== undefined)
    return await say(`${path}/approval`, JSON.stringify({ decision: name, evidence }), options, output, told);
  return await say(`${path}/commands`, JSON.stringify({ command: name, ...(by ? { by } : {}) }), options, output, told);
}

interface RollBackOptions extends ApiOptions {
  readonly json: boolean;
  readonly reason?: string;
  readonly workspace?: string;
}

/** `flowferry roll-back <endpoint>`: goes back from the release that serves now. */
export async function rollBack(endpoint: string, options: RollBackOptions, output: Output): Promise<number> {
  const { reason, workspace } = options;
  const body = JSON.stringify({ ...(reason ? { reason } : {}), ...(workspace ? { workspace } : {}) });
  const path = `/endpoints/${encodeURIComponent(endpoint)}/roll-back`;
  return await say(path, body, options, output, `Endpoint ${endpoint} goes back; follow it with: flowferry status`);
}

/** `flowferry retire|restore <endpoint>`: puts an endpoint to rest, or brings it back as it was. */
export async function rest(
  verb: 'retire' | 'restore',
  endpoint: string,
  options: RollBackOptions,
  output: Output,
): Promise<number> {
  const { reason, workspace } = options;
  const body = JSON.stringify({ ...(reason ? { reason } : {}), ...(workspace ? { workspace } : {}) });
  const told = verb === 'retire' ? 'is put to rest' : 'is brought back';
  const path = `/endpoints/${encodeURIComponent(endpoint)}/${verb}`;
  return await say(path, body, options, output, `Endpoint ${endpoint} ${told}; follow it with: flowferry status`);
}

async function say(
  path: string,
  body: string,
  options: ApiOptions & { readonly json: boolean },
  output: Output,
  told: string,
): Promise<number> {
  const answer = await ask<ShownRelease>(options, path, { method: 'POST', body });
  if (answer.kind === 'refused') {
    output.error(describeProblem(answer.problem));
    return 2;
  }
  output.line(
    options.json ? JSON.stringify(answer.value) : told.replace(/status$/, `status ${answer.value.id} --watch`),
  );
  return 0;
}
