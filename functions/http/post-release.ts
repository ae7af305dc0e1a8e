import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import type { Outcome } from '../../domain/outcome.ts';
import type { Release } from '../../domain/release.ts';
import type { World } from '../../domain/world.ts';
import { acceptPackage } from '../accept-package.ts';
import { type Log, write } from '../log.ts';
import { nudge } from '../nudge.ts';
import { problem } from './problem.ts';
import { readDelivery } from './read-delivery.ts';
import { addressOf, showRelease } from './show-release.ts';

/**
 * `POST /api/releases`: a zip in a form, or the name of one in the `flows` container. Answers 202 with the address of the
 * release's story; a package with a fault is refused at once, and nothing is kept of it.
 */
export const postRelease =
  (world: World) =>
  async (request: HttpRequest, log: Log, client: DurableClient): Promise<HttpResponseInit> => {
    const accepted = await accept(world, request);
    if (accepted.kind === 'refused') {
      write(log, { event: 'turned away', fault: accepted.fault.slug });
      return problem(accepted.fault);
    }
    const release = accepted.value;
    if (release.endpoint) await nudge(client, release.endpoint);
    write(log, { event: 'accepted', release: release.id, package: release.package.name, source: 'http' });
    const location = addressOf(release.id, request.url);
    return { status: 202, headers: { location }, jsonBody: showRelease(release, request.url) };
  };

async function accept(world: World, request: HttpRequest): Promise<Outcome<Release>> {
  const delivery = await readDelivery(world, request);
  if (delivery.kind === 'refused') return delivery;
  const { key } = delivery.value.source;
  const before = key === '' ? undefined : await world.releases.remembered(key);
  const release = before === undefined ? undefined : await world.releases.get(before);
  return release ? { kind: 'done', value: release } : await acceptPackage(world, delivery.value);
}
