import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { done, type Outcome, refused } from '../../domain/outcome.ts';
import type { Release } from '../../domain/release.ts';
import type { World } from '../../domain/world.ts';
import { acceptPackage } from '../accept-package.ts';
import { dryRun } from '../dry-run.ts';
import { write } from '../log.ts';
import { nudge } from '../nudge.ts';
import { problem } from './problem.ts';
import { readDelivery } from './read-delivery.ts';
import type { Call } from './route.ts';
import { addressOf, showRelease } from './show-release.ts';

/**
 * `POST /api/releases`: a zip in a form, or the name of one in the `flows` container. Answers 202 with the address of the
 * release's story; a package with a fault is refused at once, and nothing is kept of it. With `?dryRun=true` it answers 200
 * with what a release would do, and changes nothing.
 */
export const postRelease =
  (world: World) =>
  async (request: HttpRequest, { log, client }: Call): Promise<HttpResponseInit> => {
    const onlyLook = asksForDryRun(request);
    if (onlyLook.kind === 'refused') return problem(onlyLook.fault);
    if (onlyLook.value) return await answerDryRun(world, request);
    const accepted = await accept(world, request);
    if (accepted.kind === 'refused') {
      write(log, { event: 'turned away', fault: accepted.fault.slug });
      return problem(accepted.fault);
    }
    const release = accepted.value;
    if (release.endpoint) await nudge(client(), release.endpoint);
    write(log, { event: 'accepted', release: release.id, package: release.package.name, source: 'http' });
    const location = addressOf(release.id, request.url);
    return { status: 202, headers: { location }, jsonBody: showRelease(release, request.url) };
  };

/** Nobody who asks for a dry run, however they spell it, may get a release. */
function asksForDryRun(request: HttpRequest): Outcome<boolean> {
  const asked = request.query.get('dryRun') ?? 'false';
  if (asked === 'true' || asked === 'false') return done(asked === 'true');
  return refused(
    'bad-request',
    `"${asked.slice(0, 100)}" is no value for dryRun.`,
    'Write ?dryRun=true, or leave it out.',
  );
}

async function answerDryRun(world: World, request: HttpRequest): Promise<HttpResponseInit> {
  const delivery = await readDelivery(world, request);
  if (delivery.kind === 'refused') return problem(delivery.fault);
  const found = await dryRun(world, delivery.value);
  return found.kind === 'refused' ? problem(found.fault) : { jsonBody: found.value };
}

async function accept(world: World, request: HttpRequest): Promise<Outcome<Release>> {
  const delivery = await readDelivery(world, request);
  if (delivery.kind === 'refused') return delivery;
  const { key } = delivery.value.source;
  const promised = key === '' ? undefined : await world.releases.remembered(key);
  if (promised === undefined) return await acceptPackage(world, delivery.value);
  const release = await world.releases.get(promised);
  return release ? done(release) : await acceptPackage(world, { ...delivery.value, promised });
}
