import type { checkApproval as contract } from '../../domain/contracts.ts';
import { done, refused } from '../../domain/outcome.ts';
import { type Command, commandSince } from '../../domain/release.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Whether somebody has agreed to the next step. Only what was said since it was asked counts. */
export const checkApproval =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, rollout, stepNumber, heldSince }) => {
    const said = commandSince(await world.releases.get(releaseId), heldSince);
    if (said?.name === 'reject' || said?.name === 'abort') return rejected(said);
    if (said?.name === 'approve' || said?.name === 'promote') {
      await world.releases.update(releaseId, { state: 'running' });
      return done({ state: 'done', value: {} });
    }
    const expiresInSeconds = rollout.steps[stepNumber]?.approvalExpiresInSeconds ?? 0;
    const isExpired = world.clock.now().getTime() > Date.parse(heldSince) + expiresInSeconds * 1000;
    if (isExpired) return expired(expiresInSeconds);
    await world.releases.update(releaseId, { state: 'waitingForApproval' });
    return done({ state: 'running' });
  };

const rejected = ({ by }: Command) =>
  refused(
    'approval-rejected',
    `The next step was refused${by ? ` by ${by}` : ''}.`,
    'Release again when it is wanted.',
  );

const expired = (expiresInSeconds: number) =>
  refused(
    'approval-expired',
    `Nobody agreed to the next step within ${Math.round(expiresInSeconds / 3600)} hours.`,
    'Release again, and have somebody at hand; or give more time under rollout.approval.expires.',
  );
