import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import * as z from 'zod';
import { type Refused, refused } from '../../domain/outcome.ts';
import { commandNames, hasEnded } from '../../domain/release.ts';
import type { World } from '../../domain/world.ts';
import { problem } from './problem.ts';
import { showRelease } from './show-release.ts';

/** `{ "command": "approve", "by": "ada@example.com" }` */
const said = z.strictObject({ command: z.enum(commandNames), by: z.string().min(1).max(200).optional() });

/**
 * `POST /api/releases/{id}/commands`: what a person says to a rollout: approve or reject its next step, promote, pause,
 * resume or abort it. It is written down with what was known at that moment, and heard at the rollout's next look.
 */
export const postCommand =
  (world: World) =>
  async (request: HttpRequest): Promise<HttpResponseInit> => {
    const id = request.params['id'] ?? '';
    const release = await world.releases.get(id);
    if (!release)
      return answer(
        refused('unknown-release', `There is no release "${id.slice(0, 100)}".`, 'Check the id for a slip.'),
      );
    const body = said.safeParse(await request.json().catch(() => undefined));
    if (!body.success) {
      const remedy = `Send {"command": "…"} with one of ${commandNames.join(', ')}; "by" may be added.`;
      return answer(refused('bad-request', 'The body names no command.', remedy));
    }
    if (hasEnded(release.state)) {
      return answer(
        refused(
          'too-late',
          `Release ${id} is ${release.state} already.`,
          'Look at its story; release again if need be.',
        ),
      );
    }
    const { command: name, by } = body.data;
    const at = world.clock.now().toISOString();
    const shown = release.verdict ? { shown: release.verdict } : {};
    await world.releases.update(id, { command: { name, at, ...(by ? { by } : {}), ...shown } });
    const now = await world.releases.get(id);
    return { status: 202, jsonBody: showRelease(now ?? release, request.url) };
  };

const answer = ({ fault }: Refused): HttpResponseInit => problem(fault);
