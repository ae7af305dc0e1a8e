import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import * as z from 'zod';
import { refused } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import { nudge } from '../nudge.ts';
import { workspaceOf } from '../workspace-of.ts';
import { problem } from './problem.ts';
import type { Call } from './route.ts';
import { addressOf, showRelease } from './show-release.ts';

const asked = z.strictObject({ reason: z.string().min(1).max(1000).optional(), workspace: z.string().optional() });

/** `POST /api/endpoints/{name}/roll-back`: goes back from the release that serves now. 202 with its address. */
export const postRollBack =
  (world: World) =>
  async (request: HttpRequest, { client }: Call): Promise<HttpResponseInit> => {
    const name = request.params['name'] ?? '';
    const text = await request.text();
    const body = asked.safeParse(text === '' ? {} : parsed(text));
    if (!body.success) return refuse('bad-request', 'The body is not understood.', 'Send {"reason": "…"}, or nothing.');
    const workspace = workspaceOf(world, body.data.workspace);
    if (workspace.kind === 'refused') return problem(workspace.fault);
    const endpoint = { workspaceId: workspace.value, name };
    const [live] = (await world.releases.list(endpoint, 50)).filter(({ state }) =>
      ['succeeded', 'rollingBack'].includes(state),
    );
    if (!live) {
      return refuse(
        'nothing-released',
        `Nothing that Flowferry released serves endpoint ${name}.`,
        'Check the name and the workspace.',
      );
    }
    const reason = `Somebody asked for it${body.data.reason ? `: ${body.data.reason}` : ''}.`;
    const requestedAt = world.clock.now().toISOString();
    await world.intents.record({ kind: 'rollBack', releaseId: live.id, endpoint, requestedAt, attempt: 0, reason });
    await nudge(client(), endpoint);
    return {
      status: 202,
      headers: { location: addressOf(live.id, request.url) },
      jsonBody: showRelease(live, request.url),
    };
  };

const refuse = (slug: 'bad-request' | 'nothing-released', message: string, remedy: string) =>
  problem(refused(slug, message, remedy).fault);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
