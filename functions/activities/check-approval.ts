import { createHash } from 'node:crypto';
import { type Approval, approvalFor, counts, type Decision, evidenceText, isExpired } from '../../domain/approval.ts';
import type { checkApproval as contract } from '../../domain/contracts.ts';
import { done, refused } from '../../domain/outcome.ts';
import { isAborted } from '../../domain/release.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/**
 * Whether somebody has agreed to the next step. What is asked is written down with its evidence, and only an answer to that
 * counts: whatever was said about another step, another plan or other measurements does not.
 */
export const checkApproval =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, rollout, stepNumber, heldSince }) => {
    const release = await world.releases.get(releaseId);
    const step = rollout.steps[stepNumber];
    if (!release || !step)
      throw new Error(`no-such-step: nobody can be asked about step ${stepNumber} of ${releaseId}`);
    if (isAborted(release)) return rejected(release.command?.by);
    const evidence = createHash('sha256')
      .update(evidenceText(release, stepNumber, heldSince))
      .digest('hex');
    const asked = approvalFor(step, heldSince, evidence);
    if (counts(release.decision, asked, release)) return await heard(world, releaseId, release.decision);
    if (isExpired(asked, world.clock.now().toISOString())) return expired(asked);
    const isNew = release.approval?.evidence !== evidence;
    await world.releases.update(releaseId, { state: 'waitingForApproval', ...(isNew ? { approval: asked } : {}) });
    return done({ state: 'running' });
  };

async function heard(world: World, releaseId: string, { word, by }: Decision): ReturnType<WorkOf<typeof contract>> {
  if (word === 'reject') return rejected(by.name);
  await world.releases.update(releaseId, { state: 'running' });
  return done({ state: 'done', value: {} });
}

const rejected = (by: string | undefined) =>
  refused(
    'approval-rejected',
    `The next step was refused${by ? ` by ${by}` : ''}.`,
    'Release again when it is wanted.',
  );

const expired = ({ askedAt, expiresAt }: Approval) =>
  refused(
    'approval-expired',
    `Nobody agreed to the next step within ${Math.round((Date.parse(expiresAt) - Date.parse(askedAt)) / 3_600_000)} hours.`,
    'Release again, and have somebody at hand; or give more time under rollout.approval.expires.',
  );
