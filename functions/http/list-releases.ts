import * as z from 'zod';
import { releaseSchema } from '../../domain/api/release.ts';
import { workspaceOf } from '../workspace-of.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';
import { showRelease } from './show-release.ts';

export const workspaceName = z
  .string()
  .min(1)
  .describe('A workspace by its name or resource id; the first one when it is left out.');
export const top = z.coerce.number().int().min(1).max(100).default(20).describe('How many at most.');

/** `GET /api/releases?endpoint=…&workspace=…&top=…`: the releases of an endpoint, newest first, without their steps. */
export const listReleases = route({
  name: 'listReleases',
  method: 'GET',
  path: 'releases',
  summary: 'The releases of an endpoint, newest first',
  roles: ['Read'],
  query: z.strictObject({ endpoint: z.string().min(1), workspace: workspaceName.optional(), top }),
  answers: { 200: z.object({ releases: z.array(releaseSchema) }) },
  handle:
    (world) =>
    async ({ query, request }) => {
      const workspace = workspaceOf(world, query.workspace);
      if (workspace.kind === 'refused') return problem(workspace.fault);
      const endpoint = { workspaceId: workspace.value, name: query.endpoint };
      const releases = await world.releases.list(endpoint, query.top);
      return { jsonBody: { releases: releases.map((release) => showRelease(release, request.url)) } };
    },
});
