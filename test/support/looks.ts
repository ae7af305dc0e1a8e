import type { Release } from '../../domain/release.ts';
import type { DryRun } from '../../functions/dry-run.ts';
import { type AppUnderTest, chatZip } from './app-under-test.ts';

export interface Asked {
  readonly changed?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly planHash?: string;
}

export async function post(app: AppUnderTest, { changed = {}, query = '?dryRun=true', planHash }: Asked = {}) {
  const form = new FormData();
  form.set('package', new Blob([new Uint8Array(await chatZip(changed))]), 'chat.zip');
  if (planHash !== undefined) form.set('planHash', planHash);
  return await fetch(`${app.host.url}/api/releases${query}`, { method: 'POST', body: form });
}

/** What a release would do. */
export const look = async (app: AppUnderTest, asked: Asked = {}) => (await (await post(app, asked)).json()) as DryRun;

/** Releases with the hash of a plan, and tells what came of it. */
export async function releaseWith(app: AppUnderTest, planHash: string, changed = {}): Promise<Release | undefined> {
  const { id } = (await (await post(app, { query: '', planHash, changed })).json()) as { id: string };
  await app.settle();
  return app.memory.releases.get(id);
}
