import * as z from 'zod';
import { releaseSchema } from '../../domain/api/release.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';
import { noRelease, showRelease } from './show-release.ts';

export const releaseId = z.object({ id: z.string().min(1).describe('The id of a release.') });

/** `GET /api/releases/{id}`: the story of a release so far. */
export const getRelease = route({
  name: 'getRelease',
  method: 'GET',
  path: 'releases/{id}',
  summary: 'The story of a release so far',
  roles: ['Read'],
  params: releaseId,
  answers: { 200: releaseSchema },
  handle:
    (world) =>
    async ({ params: { id }, request }) => {
      const release = await world.releases.get(id);
      return release ? { jsonBody: showRelease(release, request.url) } : problem(noRelease(id).fault);
    },
});
