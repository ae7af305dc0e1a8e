import type { HttpRequest } from '@azure/functions';
import { done, type Outcome } from '../../domain/outcome.ts';
import type { Release } from '../../domain/release.ts';
import type { World } from '../../domain/world.ts';
import { badRequest } from './read-request.ts';

/**
 * Does something to a release once for an `Idempotency-Key`: whoever sends the key again, because the answer was lost, is
 * answered with the same release, and nothing is done. A key belongs to one operation on one thing.
 */
export async function once(
  world: World,
  request: HttpRequest,
  doing: string,
  work: () => Promise<Outcome<Release>>,
): Promise<Outcome<Release>> {
  const key = request.headers.get('idempotency-key');
  if (key === null) return await work();
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    return badRequest(
      'The Idempotency-Key is not one.',
      'Send 1 to 255 plain characters, a new random text for each wish.',
    );
  }
  const remembered = `http:${doing}:${key}`;
  const before = await world.releases.remembered(remembered);
  const release = before === undefined ? undefined : await world.releases.get(before);
  if (release) return done(release);
  const made = await work();
  if (made.kind === 'done') await world.releases.remember(remembered, made.value.id);
  return made;
}
