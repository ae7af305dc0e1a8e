import * as z from 'zod';
import { releaseSchema } from '../../domain/api/release.ts';
import { refused } from '../../domain/outcome.ts';
import { liveRelease } from '../live-release.ts';
import { nudge } from '../nudge.ts';
import { workspaceOf } from '../workspace-of.ts';
import { endpointName } from './endpoint-of.ts';
import { workspaceName } from './list-releases.ts';
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
  answers: { 202: releaseSchema },
  handle:
    (world) =>
    async ({ params: { name }, body, request, client }) => {
      const workspace = workspaceOf(world, body.workspace);
      if (workspace.kind === 'refused') return problem(workspace.fault);
      const endpoint = { workspaceId: workspace.value, name };
      const live = await liveRelease(world, endpoint);
      if (!live) {
        const message = `Nothing that Flowferry released serves endpoint ${name}.`;
        return problem(refused('nothing-released', message, 'Check the name and the workspace.').fault);
      }
      const reason = `Somebody asked for it${body.reason ? `: ${body.reason}` : ''}.`;
      const requestedAt = world.clock.now().toISOString();
      await world.intents.record({ kind: 'rollBack', releaseId: live.id, endpoint, requestedAt, attempt: 0, reason });
      await nudge(client(), endpoint);
      const location = addressOf(live.id, request.url);
      return { status: 202, headers: { location }, jsonBody: showRelease(live, request.url) };
    },
});
