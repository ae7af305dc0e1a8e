import * as z from 'zod';
import { releaseSchema } from '../../domain/api/release.ts';
import { done, type Outcome, refused } from '../../domain/outcome.ts';
import type { Release } from '../../domain/release.ts';
import { type EndpointRef, endpointKey } from '../../domain/workspace.ts';
import type { World } from '../../domain/world.ts';
import { liveRelease } from '../live-release.ts';
import { nudge } from '../nudge.ts';
import { workspaceOf } from '../workspace-of.ts';
import { workspaceName } from './azure-name.ts';
import { endpointName } from './endpoint-of.ts';
import { once } from './once.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';
import { addressOf, showRelease } from './show-release.ts';

/** `POST /api/endpoints/{name}/roll-back`: goes back from the release that serves now. 202 with its address. */
export const postRollBack = route({
  name: 'postRollBack',
  method: 'POST',
  path: 'endpoints/{name}/roll-back',
  summary: 'Go back to the deployment before the one that serves now',
  roles: ['Write', 'Approve'],
  params: endpointName,
  body: z.strictObject({ reason: z.string().min(1).max(1000).optional(), workspace: workspaceName.optional() }),
  repeatable: true,
  answers: { 202: releaseSchema },
  handle:
    (world) =>
    async ({ params: { name }, body, request, client }) => {
      const workspace = workspaceOf(world, body.workspace);
      if (workspace.kind === 'refused') return problem(workspace.fault);
      const endpoint = { workspaceId: workspace.value, name };
      const live = await once(world, request, `roll-back:${endpointKey(endpoint)}`, () =>
        wish(world, endpoint, body.reason),
      );
      if (live.kind === 'refused') return problem(live.fault);
      await nudge(client(), endpoint);
      const location = addressOf(live.value.id, request.url);
      return { status: 202, headers: { location }, jsonBody: showRelease(live.value, request.url) };
    },
});

/** Writes down that somebody wants to go back from what serves now. */
async function wish(world: World, endpoint: EndpointRef, said: string | undefined): Promise<Outcome<Release>> {
  const live = await liveRelease(world, endpoint);
  if (!live) {
    const message = `Nothing that Flowferry released serves endpoint ${endpoint.name}.`;
    return refused('nothing-released', message, 'Check the name and the workspace.');
  }
  const reason = `Somebody asked for it${said ? `: ${said}` : ''}.`;
  const requestedAt = world.clock.now().toISOString();
  await world.intents.record({ kind: 'rollBack', releaseId: live.id, endpoint, requestedAt, attempt: 0, reason });
  return done(live);
}
