import * as z from 'zod';
import { verdictSchema } from '../../domain/api/release.ts';
import { releaseId } from './get-release.ts';
import { next, paging, wantedOf } from './paging.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';
import { noRelease } from './show-release.ts';

/** `GET /api/releases/{id}/verdicts`: what the judge said of a release, newest first: one word for every look of its rollout. */
export const listVerdicts = route({
  name: 'listVerdicts',
  method: 'GET',
  path: 'releases/{id}/verdicts',
  summary: 'What the judge said of a release, newest first',
  roles: ['Read'],
  params: releaseId,
  query: z.strictObject(paging),
  answers: { 200: z.object({ verdicts: z.array(verdictSchema), next }) },
  handle:
    (world) =>
    async ({ params: { id }, query }) => {
      if (!(await world.releases.get(id))) return problem(noRelease(id).fault);
      const { items: verdicts, ...rest } = await world.verdicts.page(id, wantedOf(query));
      return { jsonBody: { verdicts, ...rest } };
    },
});
