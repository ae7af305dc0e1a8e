import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import * as z from 'zod';
import { dryRunSchema } from '../../domain/api/dry-run.ts';
import { releaseSchema } from '../../domain/api/release.ts';
import type { Person } from '../../domain/approval.ts';
import { done, type Outcome } from '../../domain/outcome.ts';
import type { Release } from '../../domain/release.ts';
import type { World } from '../../domain/world.ts';
import { acceptPackage } from '../accept-package.ts';
import { dryRun } from '../dry-run.ts';
import { write } from '../log.ts';
import { nudge } from '../nudge.ts';
import { workspaceName } from './azure-name.ts';
import { personOf } from './post-approval.ts';
import { problem } from './problem.ts';
import { namedBlob, namedRun, readDelivery } from './read-delivery.ts';
import { route } from './route.ts';
import { addressOf, showRelease } from './show-release.ts';

const form = z.object({
  package: z.string().describe('The zip of a flow.').meta({ format: 'binary' }),
  workspace: workspaceName.optional(),
  planHash: namedBlob.shape.planHash,
});

/**
 * `POST /api/releases`: a zip in a form, the name of one in the `flows` container, or of a batch run. Answers 202 with the address of the
 * release's story; a package with a fault is refused at once, and nothing is kept of it. With `?dryRun=true` it answers 200
 * with what a release would do, and changes nothing.
 */
export const postRelease = route({
  name: 'postRelease',
  method: 'POST',
  path: 'releases',
  summary: 'Release a flow, or say what a release of it would do',
  roles: ['Write'],
  // Nobody who asks for a dry run, however they spell it, may get a release.
  query: z.strictObject({ dryRun: z.enum(['true', 'false']).optional() }),
  body: z.union([namedBlob, namedRun]),
  otherBodies: { 'multipart/form-data': form },
  repeatable: true,
  answers: { 200: dryRunSchema, 202: releaseSchema },
  handle:
    (world) =>
    async ({ query, request, caller, log, client }) => {
      if (query.dryRun === 'true') return await answerDryRun(world, request);
      const accepted = await accept(world, request, personOf(caller));
      if (accepted.kind === 'refused') {
        write(log, { event: 'turned away', fault: accepted.fault.slug });
        return problem(accepted.fault);
      }
      const release = accepted.value;
      if (release.endpoint) await nudge(client(), release.endpoint);
      write(log, { event: 'accepted', release: release.id, package: release.package.name, source: 'http' });
      const location = addressOf(release.id, request.url);
      return { status: 202, headers: { location }, jsonBody: showRelease(release, request.url) };
    },
});

async function answerDryRun(world: World, request: HttpRequest): Promise<HttpResponseInit> {
  const delivery = await readDelivery(world, request);
  if (delivery.kind === 'refused') return problem(delivery.fault);
  const found = await dryRun(world, delivery.value);
  return found.kind === 'refused' ? problem(found.fault) : { jsonBody: found.value };
}

async function accept(world: World, request: HttpRequest, requestedBy: Person): Promise<Outcome<Release>> {
  const delivery = await readDelivery(world, request);
  if (delivery.kind === 'refused') return delivery;
  const { key } = delivery.value.source;
  const promised = key === '' ? undefined : await world.releases.remembered(key);
  if (promised === undefined) return await acceptPackage(world, { ...delivery.value, requestedBy });
  const release = await world.releases.get(promised);
  return release ? done(release) : await acceptPackage(world, { ...delivery.value, requestedBy, promised });
}
