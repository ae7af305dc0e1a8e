import * as z from 'zod';
import { releaseSchema } from '../../domain/api/release.ts';
import type { Page, PageWanted } from '../../domain/journal.ts';
import { type Release, releaseStates } from '../../domain/release.ts';
import type { ReleasesOf } from '../../domain/stores.ts';
import type { World } from '../../domain/world.ts';
import { workspaceOf } from '../workspace-of.ts';
import { azureName, workspaceName } from './azure-name.ts';
import { next, paging, wantedOf } from './paging.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';
import { showRelease } from './show-release.ts';

/** How much is looked at for one answer. */
const mostPages = 5;

/**
 * `GET /api/releases?endpoint=…&state=…`: the releases of a workspace or an endpoint, newest first, without their steps. A
 * page may hold fewer than asked for, even none, and still have a next: only so much is looked at for one answer.
 */
export const listReleases = route({
  name: 'listReleases',
  method: 'GET',
  path: 'releases',
  summary: 'Releases, newest first',
  roles: ['Read'],
  query: z.strictObject({
    endpoint: azureName.optional(),
    workspace: workspaceName.optional(),
    state: z.enum(releaseStates).optional(),
    ...paging,
  }),
  answers: { 200: z.object({ releases: z.array(releaseSchema), next }) },
  handle:
    (world) =>
    async ({ query, request }) => {
      const workspace = workspaceOf(world, query.workspace);
      if (workspace.kind === 'refused') return problem(workspace.fault);
      const of = { workspaceId: workspace.value, ...(query.endpoint === undefined ? {} : { name: query.endpoint }) };
      const { items, ...rest } = await inState(world, of, query.state, wantedOf(query));
      return { jsonBody: { releases: items.map((release) => showRelease(release, request.url)), ...rest } };
    },
});

async function inState(
  world: World,
  of: ReleasesOf,
  state: Release['state'] | undefined,
  wanted: PageWanted,
): Promise<Page<Release>> {
  const items: Release[] = [];
  let page = wanted;
  for (let pages = 1; ; pages += 1) {
    const read = await world.releases.page(of, page);
    items.push(...read.items.filter((release) => state === undefined || release.state === state));
    if (read.next === undefined) return { items };
    const top = wanted.top - items.length;
    if (top === 0 || pages === mostPages) return { items, next: read.next };
    page = { top, after: read.next };
  }
}
