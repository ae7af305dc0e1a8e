import type { Manifest } from './manifest.ts';
import { type Refused, refused } from './outcome.ts';
import type { TrafficMap } from './world.ts';

/** How a candidate takes over the traffic, step by step. Part of the plan. */
export interface Rollout {
  /** In order; the last one gives the candidate all of it. */
  readonly steps: readonly RolloutStep[];
  readonly onInconclusive: Manifest['rollout']['onInconclusive'];
  readonly maxDurationInSeconds: number;
  readonly health: Manifest['health'];
}

export interface RolloutStep {
  /** The candidate's share, in percent. */
  readonly traffic: number;
  /** The share of requests that is copied to the candidate, whose answers nobody sees. */
  readonly mirror?: number;
  readonly holdInSeconds: number;
  /** How long a person has to agree before this step is taken; absent where nobody is asked. */
  readonly approvalExpiresInSeconds?: number;
  /** It takes somebody else than who released. */
  readonly approvalByAnother?: boolean;
}

/** Azure copies at most half of the requests, to one deployment. */
const mostMirrored = 50;

/** The walk that a manifest asks for. Without a stable deployment there is nothing to compare with and nobody to disturb. */
export function rolloutOf({ rollout, health }: Manifest, stable: string | undefined): Rollout {
  const { onInconclusive, maxDurationInSeconds, approval } = rollout;
  return {
    steps: withApproval(ending(walkOf(rollout, stable)), approval),
    onInconclusive,
    maxDurationInSeconds,
    health,
  };
}

function walkOf({ strategy, steps }: Manifest['rollout'], stable: string | undefined): readonly RolloutStep[] {
  if (stable === undefined) return [];
  if (strategy === 'canary') return steps;
  return strategy === 'shadow' ? steps.map((step, index) => (index === 0 ? shadowed(step) : step)) : [];
}

/** The first step of a shadow rollout: copies in place of traffic. */
const shadowed = ({ traffic, holdInSeconds }: RolloutStep): RolloutStep => ({
  traffic: 0,
  mirror: Math.min(mostMirrored, traffic),
  holdInSeconds,
});

/** Whatever the steps say, a rollout ends with all of the traffic. */
function ending(steps: readonly RolloutStep[]): readonly RolloutStep[] {
  return steps.at(-1)?.traffic === 100 ? steps : [...steps, { traffic: 100, holdInSeconds: 0 }];
}

/** A person is asked once, before the first step that gives the candidate as much as the manifest names. */
function withApproval(
  steps: readonly RolloutStep[],
  approval: Manifest['rollout']['approval'],
): readonly RolloutStep[] {
  if (!approval) return steps;
  const asked = steps.findIndex(({ traffic }) => traffic >= approval.before);
  return steps.map((step, index) => (index === asked ? { ...step, ...askedOf(approval) } : step));
}

const askedOf = ({ expiresInSeconds, byAnother }: NonNullable<Manifest['rollout']['approval']>) => ({
  approvalExpiresInSeconds: expiresInSeconds,
  ...(byAnother ? { approvalByAnother: true } : {}),
});

/** The live and the mirrored traffic of a step: the rest of the live traffic stays with the stable deployment. */
export function trafficOf(
  { traffic, mirror }: RolloutStep,
  candidate: string,
  stable: string | undefined,
): { readonly traffic: TrafficMap; readonly mirror: TrafficMap } {
  const shares = { [candidate]: traffic, ...(stable === undefined ? {} : { [stable]: 100 - traffic }) };
  const live = Object.fromEntries(Object.entries(shares).filter(([, share]) => share > 0));
  return { traffic: live, mirror: mirror === undefined ? {} : { [candidate]: mirror } };
}

/** What the release's story calls the step. */
export function nameOf({ traffic, mirror }: RolloutStep): string {
  if (mirror !== undefined) return `mirror ${mirror} % of the traffic`;
  return traffic === 100 ? 'shift traffic' : `shift traffic to ${traffic} %`;
}

/** What the story calls the time at a step. */
export const holdNameOf = ({ traffic, mirror }: RolloutStep): string =>
  mirror === undefined ? `hold at ${traffic} %` : `hold at ${mirror} % mirrored`;

/** What a look at the candidate found. */
export interface Look {
  readonly verdict: 'healthy' | 'inconclusive' | 'regressed';
  /** In numbers; the first is the one that counts. */
  readonly reasons: readonly string[];
  readonly heldInSeconds: number;
  readonly rolledOutForInSeconds: number;
  /** What an operator wants of this rollout, if anything. */
  readonly command?: 'promote' | 'pause' | 'abort';
}

export type NextMove = { readonly kind: 'stay' } | { readonly kind: 'advance' } | Refused;

/** What to do after a look: an operator's word first, then a regression, then the hold, then the verdict. */
export function nextMove(look: Look, step: RolloutStep, rollout: Rollout): NextMove {
  if (look.command === 'abort') return aborted();
  if (look.verdict === 'regressed') return regressed(look);
  if (look.command === 'promote') return { kind: 'advance' };
  if (look.rolledOutForInSeconds >= rollout.maxDurationInSeconds) return tooLong(look, rollout);
  if (look.command === 'pause' || look.heldInSeconds < step.holdInSeconds) return { kind: 'stay' };
  if (look.verdict === 'healthy') return { kind: 'advance' };
  return inconclusive(look, rollout);
}

export const aborted = (): Refused =>
  refused('aborted', 'An operator aborted the rollout.', 'Release again when it is wanted.');

/** Whether the next step may be taken: not over an abort, and not while an operator has paused the rollout. */
export function mayShift(
  { command, rolledOutForInSeconds }: Pick<Look, 'command' | 'rolledOutForInSeconds'>,
  rollout: Rollout,
): NextMove {
  if (command === 'abort') return aborted();
  if (command !== 'pause') return { kind: 'advance' };
  const isTooLong = rolledOutForInSeconds >= rollout.maxDurationInSeconds;
  return isTooLong ? tooLong({ reasons: ['an operator had paused it'] }, rollout) : { kind: 'stay' };
}

function inconclusive(look: Look, { onInconclusive }: Rollout): NextMove {
  if (onInconclusive === 'promote') return { kind: 'advance' };
  if (onInconclusive === 'rollBack') {
    return refused(
      'inconclusive',
      `There was no verdict when the step was over: ${look.reasons.join('; ')}.`,
      'Hold longer, give the candidate more traffic, or say what else should happen under rollout.onInconclusive.',
    );
  }
  return { kind: 'stay' };
}

const regressed = (look: Look) =>
  refused(
    'regressed',
    `The candidate is worse than it may be: ${look.reasons.join('; ')}.`,
    'Look at its logs, which are kept with the release. The traffic is as it was before.',
  );

const tooLong = (look: Pick<Look, 'reasons'>, { maxDurationInSeconds }: Rollout) =>
  refused(
    'rollout-timed-out',
    `After ${Math.round(maxDurationInSeconds / 3600)} hours the rollout had not come to an end: ${look.reasons.join('; ')}.`,
    'Give the candidate more traffic or more time (rollout.maxDuration), or promote it by hand.',
  );
