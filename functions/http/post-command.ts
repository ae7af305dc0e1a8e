import * as z from 'zod';
import { releaseSchema } from '../../domain/api/release.ts';
import type { Person } from '../../domain/approval.ts';
import { done, type Outcome, type Refused, refused } from '../../domain/outcome.ts';
import { type Command, commandNames, hasEnded, listens, type Release } from '../../domain/release.ts';
import { type Caller, holds } from '../../domain/sign-in.ts';
import type { World } from '../../domain/world.ts';
import { releaseId } from './get-release.ts';
import { notAllowed } from './guard.ts';
import { once } from './once.ts';
import { wordOf, writeDecision } from './post-approval.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';
import { noRelease, showRelease } from './show-release.ts';

/** What gives a candidate more traffic than the judge has let it have. */
const agreeing: readonly Command['name'][] = ['approve', 'reject', 'promote'];

/**
 * `POST /api/releases/{id}/commands`: what a person says to a rollout: approve or reject its next step, promote, pause,
 * resume or abort it. It is written down with what was known at that moment, and heard at the rollout's next look.
 *
 * @example { "command": "pause" }
 */
export const postCommand = route({
  name: 'postCommand',
  method: 'POST',
  path: 'releases/{id}/commands',
  summary: 'Say something to a rollout: approve, reject, promote, pause, resume or abort it',
  roles: ['Write', 'Approve'],
  params: releaseId,
  body: z.strictObject({
    command: z.enum(commandNames),
    by: z.string().min(1).max(200).optional().describe('Who says so, where nobody signs in: in a local run.'),
  }),
  repeatable: true,
  answers: { 202: releaseSchema },
  handle:
    (world) =>
    async ({ params: { id }, body: { command: name, by }, caller, request }) => {
      if (agreeing.includes(name) && !holds(caller, 'Approve')) return problem(notAllowed(caller, ['Approve']).fault);
      const release = await world.releases.get(id);
      if (!release) return problem(noRelease(id).fault);
      const now = await once(world, request, `command:${name}:${id}`, async () => {
        const answered = await answerApproval(world, release, name, nameOf(caller, by));
        return answered?.kind === 'refused' ? answered : await write(world, release, { name, ...whoSaid(caller, by) });
      });
      return now.kind === 'refused'
        ? problem(now.fault)
        : { status: 202, jsonBody: showRelease(now.value, request.url) };
    },
});

/** Who signed in is known; a name that is only told counts where nobody does. */
const whoSaid = (caller: Caller, by: string | undefined): Pick<Command, 'by'> => {
  if (caller.kind !== 'machine') return { by: caller.name };
  return by === undefined ? {} : { by };
};

const nameOf = (caller: Caller, by: string | undefined): Person => ({
  id: caller.id,
  name: whoSaid(caller, by).by ?? caller.name,
});

/**
 * Where a step waits for an approval, to approve, promote and reject are answers to that: to what is asked at this moment.
 * Where it takes somebody else, they have to say what they looked at.
 */
async function answerApproval(
  world: World,
  release: Release,
  name: Command['name'],
  by: Person,
): Promise<Outcome<Release> | undefined> {
  const word = wordOf(name);
  const { approval, state } = release;
  if (word === undefined || !approval || state !== 'waitingForApproval') return undefined;
  const evidence = approval.byAnother ? '' : approval.evidence;
  return await writeDecision(world, release, { word, by, at: world.clock.now().toISOString(), evidence });
}

/**
 * Writes down what was said, with what was known. It is written only while the release listens, so what cannot be read back
 * came too late, by however little.
 */
async function write(world: World, release: Release, said: Pick<Command, 'name' | 'by'>): Promise<Outcome<Release>> {
  const at = world.clock.now().toISOString();
  const shown = release.verdict ? { shown: release.verdict } : {};
  await world.releases.update(release.id, { command: { ...said, at, ...shown } });
  const now = (await world.releases.get(release.id)) ?? release;
  const isWritten = now.command?.name === said.name && now.command.at === at;
  return isWritten || listens(now) ? done(now) : tooLate(now);
}

function tooLate({ id, state, closedAt }: Release): Refused {
  const isOver = closedAt !== undefined && !hasEnded(state);
  const message = isOver ? `The rollout of release ${id} is over.` : `Release ${id} is ${state} already.`;
  const remedy =
    isOver || state === 'succeeded' ? 'Roll its endpoint back if it has to go.' : 'Release again if need be.';
  return refused('too-late', message, `Look at its story. ${remedy}`);
}
