import { done, type Outcome, type Refused, refused } from './outcome.ts';
import type { RecordedVerdict, Release } from './release.ts';
import type { RolloutStep } from './rollout.ts';

/** Somebody whose sign-in was checked. */
export interface Person {
  /** Stays the same when they are renamed. */
  readonly id: string;
  readonly name: string;
}

/** What a release asks a person: to let the next step of its rollout be taken, knowing this plan and these measurements. */
export interface Approval {
  /** Stands for the plan, the step and the measurements. Who agrees says it back: to agree to one thing is not to agree to another. */
  readonly evidence: string;
  /** The candidate's share after the step, in percent. */
  readonly traffic: number;
  /** Whether it takes somebody else than who released. */
  readonly byAnother: boolean;
  readonly askedAt: string;
  readonly expiresAt: string;
}

export const decisionWords = ['approve', 'reject'] as const;
/** What a person answered, and what they had before them. */
export interface Decision {
  readonly word: (typeof decisionWords)[number];
  readonly by: Person;
  readonly at: string;
  readonly evidence: string;
  readonly planHash?: string;
  readonly shown?: RecordedVerdict;
  /** Why, in their own words. */
  readonly reason?: string;
}

/** What the evidence of an approval is made of. */
export const evidenceText = (
  { id, plannedHash, verdict }: Pick<Release, 'id' | 'plannedHash' | 'verdict'>,
  stepNumber: number,
  askedAt: string,
): string => JSON.stringify([id, stepNumber, askedAt, plannedHash ?? '', verdict ?? null]);

export const approvalFor = (step: RolloutStep, askedAt: string, evidence: string): Approval => ({
  evidence,
  traffic: step.traffic,
  byAnother: step.approvalByAnother ?? false,
  askedAt,
  expiresAt: new Date(Date.parse(askedAt) + (step.approvalExpiresInSeconds ?? 0) * 1000).toISOString(),
});

export const isExpired = ({ expiresAt }: Approval, now: string): boolean => now > expiresAt;

/** What a decision has to say, before it is one. */
export type Said = Pick<Decision, 'word' | 'by' | 'at' | 'evidence'> & { readonly reason?: string };

/** A decision on what a release asks, or why it is none. The same one twice is one. */
export function decide(release: Release, said: Said): Outcome<Decision> {
  const { approval, decision } = release;
  if (release.state !== 'waitingForApproval' || !approval) return notAsked(release);
  if (isExpired(approval, said.at)) return tooLate(approval);
  if (said.evidence !== approval.evidence) return outdated();
  if (decision && decision.evidence === said.evidence) return again(decision, said);
  const own = said.word === 'approve' ? ownRelease(release, approval, said.by) : undefined;
  if (own) return own;
  const { plannedHash, verdict } = release;
  return done({
    ...said,
    ...(plannedHash === undefined ? {} : { planHash: plannedHash }),
    ...(verdict ? { shown: verdict } : {}),
  });
}

/** Whether what was decided answers what is asked now, and was said in time by somebody who may. */
export const counts = (decision: Decision | undefined, asked: Approval, release: Release): decision is Decision =>
  decision !== undefined &&
  decision.evidence === asked.evidence &&
  !isExpired(asked, decision.at) &&
  (decision.word === 'reject' || ownRelease(release, asked, decision.by) === undefined);

/** Where it takes somebody else, it takes to be known who released. */
function ownRelease({ requestedBy }: Release, { byAnother }: Approval, by: Person): Refused | undefined {
  if (!byAnother || (requestedBy !== undefined && requestedBy.id !== by.id)) return undefined;
  const message =
    requestedBy === undefined
      ? 'Nobody knows who released this, so nobody can be somebody else.'
      : `${by.name} released this, and it takes somebody else to agree to it.`;
  return refused(
    'self-approval',
    message,
    'Have another person with the role Flowferry.Approve agree; a package has to be released by somebody who signed in, not by a pushed blob.',
  );
}

const again = (decision: Decision, { word, by }: Said): Outcome<Decision> =>
  decision.word === word && decision.by.id === by.id
    ? done(decision)
    : refused(
        'already-decided',
        `${decision.by.name} has answered already: ${decision.word}.`,
        'Abort the rollout if it must not go on.',
      );

const notAsked = ({ id, state }: Release) =>
  refused(
    'nothing-to-approve',
    `Release ${id} is ${state} and asks nobody.`,
    'Look at its story; it says so when it waits for an approval.',
  );

const tooLate = ({ expiresAt }: Approval) =>
  refused('approval-expired', `It had to be answered by ${expiresAt}.`, 'Release again, and have somebody at hand.');

const outdated = () =>
  refused(
    'approval-outdated',
    'What was looked at is not what is asked now: the plan, the step or the measurements are other ones.',
    'Look at the release again, and send the evidence that its approval has now.',
  );
