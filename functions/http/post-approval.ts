import * as z from 'zod';
import { releaseSchema } from '../../domain/api/release.ts';
import { type Decision, decide, decisionWords, type Said } from '../../domain/approval.ts';
import { done, type Outcome } from '../../domain/outcome.ts';
import type { Command, Release } from '../../domain/release.ts';
import type { Caller } from '../../domain/sign-in.ts';
import type { World } from '../../domain/world.ts';
import { releaseId } from './get-release.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';
import { noRelease, showRelease } from './show-release.ts';

/**
 * `POST /api/releases/{id}/approval`: a person agrees to the next step of a rollout that asks, or refuses it. The evidence
 * is that of the release's `approval`: whoever looked at something else since is told so.
 *
 * @example { "decision": "approve", "evidence": "9f86d0…", "reason": "the slow answers are the new model's" }
 */
export const postApproval = route({
  name: 'postApproval',
  method: 'POST',
  path: 'releases/{id}/approval',
  summary: 'Agree to the next step of a rollout that asks, or refuse it',
  roles: ['Approve'],
  params: releaseId,
  body: z.strictObject({
    decision: z.enum(decisionWords),
    evidence: z.string().min(1).max(200).describe("The evidence of the release's approval, as it was looked at."),
    reason: z.string().min(1).max(1000).optional(),
  }),
  answers: { 202: releaseSchema },
  handle:
    (world) =>
    async ({ params: { id }, body: { decision: word, evidence, reason }, caller, request }) => {
      const release = await world.releases.get(id);
      if (!release) return problem(noRelease(id).fault);
      const said = { word, evidence, by: personOf(caller), at: world.clock.now().toISOString() };
      const decided = await writeDecision(world, release, reason === undefined ? said : { ...said, reason });
      if (decided.kind === 'refused') return problem(decided.fault);
      return { status: 202, jsonBody: showRelease(decided.value, request.url) };
    },
});

export const personOf = ({ id, name }: Caller) => ({ id, name });

/** Writes a decision down, and answers with the release as it is then. It is heard at the next look, within minutes. */
export async function writeDecision(world: World, release: Release, said: Said): Promise<Outcome<Release>> {
  const decided = decide(release, said);
  if (decided.kind === 'refused') return decided;
  const decision = decided.value;
  if (decision !== release.decision) await world.releases.update(release.id, { decision });
  const now = (await world.releases.get(release.id)) ?? release;
  if (isSame(now.decision, decision)) return done(now);
  // It is written only while the release listens, and another answer may have been quicker.
  const why = decide(now, said);
  return why.kind === 'refused' ? why : done(now);
}

const isSame = (a: Decision | undefined, b: Decision) =>
  a?.evidence === b.evidence && a.by.id === b.by.id && a.word === b.word;

/** What the shorter words of a command mean where an approval is asked. */
export const wordOf = (name: Command['name']): Decision['word'] | undefined =>
  name === 'approve' || name === 'promote' ? 'approve' : name === 'reject' ? 'reject' : undefined;
