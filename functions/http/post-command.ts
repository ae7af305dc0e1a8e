import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import * as z from 'zod';
import { type Refused, refused } from '../../domain/outcome.ts';
import { commandNames, hasEnded, listens, type Release } from '../../domain/release.ts';
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
    const now = await write(world, release, body.data);
    return now
      ? { status: 202, jsonBody: showRelease(now, request.url) }
      : answer(tooLate((await world.releases.get(id)) ?? release));
  };

/**
 * Writes down what was said, with what was known. It is written only while the release listens, so what cannot be read back
 * came too late, by however little.
 */
async function write(
  world: World,
  release: Release,
  { command: name, by }: z.output<typeof said>,
): Promise<Release | undefined> {
  const at = world.clock.now().toISOString();
  const shown = release.verdict ? { shown: release.verdict } : {};
  await world.releases.update(release.id, { command: { name, at, ...(by ? { by } : {}), ...shown } });
  const now = await world.releases.get(release.id);
  const isWritten = now?.command?.name === name && now.command.at === at;
  return now && (isWritten || listens(now)) ? now : undefined;
}

function tooLate({ id, state, closedAt }: Release): Refused {
  const isOver = closedAt !== undefined && !hasEnded(state);
  const message = isOver ? `The rollout of release ${id} is over.` : `Release ${id} is ${state} already.`;
  const remedy =
    isOver || state === 'succeeded' ? 'Roll its endpoint back if it has to go.' : 'Release again if need be.';
  return refused('too-late', message, `Look at its story. ${remedy}`);
}

const answer = ({ fault }: Refused): HttpResponseInit => problem(fault);
