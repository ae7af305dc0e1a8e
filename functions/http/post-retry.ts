import { releaseSchema } from '../../domain/api/release.ts';
import { type Outcome, refused } from '../../domain/outcome.ts';
import type { Release } from '../../domain/release.ts';
import type { World } from '../../domain/world.ts';
import { acceptPackage } from '../accept-package.ts';
import { nudge } from '../nudge.ts';
import { releaseId } from './get-release.ts';
import { once } from './once.ts';
import { personOf } from './post-approval.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';
import { addressOf, noRelease, showRelease } from './show-release.ts';

/** `POST /api/releases/{id}/retry`: releases the same package once more, after it came to nothing. 202 with the new release. */
export const postRetry = route({
  name: 'postRetry',
  method: 'POST',
  path: 'releases/{id}/retry',
  summary: 'Release the same package once more, after it came to nothing',
  roles: ['Write'],
  params: releaseId,
  repeatable: true,
  answers: { 202: releaseSchema },
  handle:
    (world) =>
    async ({ params: { id }, caller, request, client }) => {
      const release = await world.releases.get(id);
      if (!release) return problem(noRelease(id).fault);
      const again = await once(world, request, `retry:${id}`, () => retry(world, release, personOf(caller)));
      if (again.kind === 'refused') return problem(again.fault);
      const { value } = again;
      if (value.endpoint) await nudge(client(), value.endpoint);
      return {
        status: 202,
        headers: { location: addressOf(value.id, request.url) },
        jsonBody: showRelease(value, request.url),
      };
    },
});

const cameToNothing: readonly Release['state'][] = ['refused', 'superseded', 'rolledBack'];

async function retry(world: World, release: Release, requestedBy: Release['requestedBy']): Promise<Outcome<Release>> {
  const { id, state, endpoint } = release;
  if (!cameToNothing.includes(state)) {
    return refused(
      'not-over',
      `Release ${id} is ${state}: there is nothing to try again.`,
      'Wait for its end, or abort it.',
    );
  }
  const bytes = endpoint && (await world.packages.kept(release.package.hash));
  if (!bytes) return refused('package-not-found', `The package of release ${id} is not kept.`, 'Send it again.');
  return await acceptPackage(world, {
    bytes,
    name: release.package.name,
    workspaceId: endpoint.workspaceId,
    source: { kind: 'http', key: '' },
    ...(requestedBy ? { requestedBy } : {}),
  });
}
