import type { Release } from '../../domain/release.ts';
import { type AppUnderTest, chatZip } from './app-under-test.ts';

/** Says something to a release, as a person does. */
export const say = async (app: AppUnderTest, id: string, command: string, by?: string): Promise<Response> =>
  await fetch(`${app.host.url}/api/releases/${id}/commands`, {
    method: 'POST',
    body: JSON.stringify({ command, ...(by ? { by } : {}) }),
  });

/** Begins a release and lets it run until it is as wanted. Answers with its id. */
export async function runUntil(
  app: AppUnderTest,
  changed: Readonly<Record<string, string>>,
  wanted: (told: Release) => boolean,
): Promise<string> {
  const { id } = (await (await app.post(await chatZip(changed))).json()) as { id: string };
  for (;;) {
    await app.host.idle();
    const told = app.memory.releases.get(id);
    if (told && wanted(told)) return id;
    if (!app.clock.jump()) throw new Error('the release never came to be as wanted');
  }
}
