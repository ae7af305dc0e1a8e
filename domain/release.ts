import type { Approval, Decision, Person } from './approval.ts';
import type { Evidence, GateDecision } from './gate/decision.ts';
import type { HandOff } from './hand-off.ts';
import type { Fault } from './outcome.ts';
import type { EndpointRef } from './workspace.ts';

/** The story of one attempt to bring one package to one endpoint: what people read, and all that outlives the attempt. */
export interface Release {
  readonly id: string;
  readonly state: ReleaseState;
  readonly package: PackageRef;
  /** Absent when the package was turned away before it could say where it belongs. */
  readonly endpoint?: EndpointRef;
  readonly source: ReleaseSource;
  readonly requestedAt: string;
  /** Who asked for it, where that is known: nobody signs a pushed blob. */
  readonly requestedBy?: Person;
  /** SHA-256 of the plan that whoever asked had looked at: no other one is carried out. */
  readonly planHash?: string;
  readonly endedAt?: string;
  /** Since when its rollout is over, so that nobody who says something to it is heard any more. */
  readonly closedAt?: string;
  /** Why it was refused, ignored or superseded. */
  readonly fault?: Fault;
  /** What may surprise, found before anything was changed. */
  readonly warnings?: readonly string[];
  /** What could not be looked at before, and may still go wrong. */
  readonly notChecked?: readonly string[];
  /** The judge's last word on the candidate. */
  readonly verdict?: RecordedVerdict;
  /** Why the gate let it through, or did not; absent where nothing was evaluated. */
  readonly gate?: GateDecision;
  /** The last evaluation of what serves, where it was evaluated again since: what comes after is compared with it. */
  readonly evidence?: Evidence;
  /** What somebody wants of the rollout; the last word counts. */
  readonly command?: Command;
  /** SHA-256 of the plan that it carries out, once it is made. */
  readonly plannedHash?: string;
  /** What it asks a person, or asked last. */
  readonly approval?: Approval;
  /** The answer. It counts for the approval that has its evidence, and for no other. */
  readonly decision?: Decision;
  /** What an administrator has to grant, while the release waits for it. */
  readonly handOff?: HandOff;
  /** The deployment that the release made, once it is planned. */
  readonly deployment?: string;
  /** What carried traffic before. */
  readonly previous?: string;
  readonly steps: readonly Step[];
}

/** A package as it was when it came in: kept under its content's hash, so that nobody can change it under a release. */
export interface PackageRef {
  /** SHA-256 over the unpacked files, in hex. */
  readonly hash: string;
  /** What people call it: the folder's or the zip's name. */
  readonly name: string;
}

/** What the judge said, and when. */
export interface RecordedVerdict {
  readonly word: 'healthy' | 'inconclusive' | 'regressed';
  /** In numbers. */
  readonly reasons: readonly string[];
  /** What it still needs for a verdict. */
  readonly needs?: string;
  /** Why a person should look, whatever the word. */
  readonly page?: string;
  readonly at: string;
}

export const commandNames = ['approve', 'reject', 'promote', 'pause', 'resume', 'abort'] as const;
/** What a person said to a rollout, and what was known when it was said. */
export interface Command {
  readonly name: (typeof commandNames)[number];
  readonly at: string;
  readonly by?: string;
  readonly shown?: RecordedVerdict;
}

export const sourceKinds = ['blob', 'http', 'run'] as const;
/** Which door a release came through. `key` is what makes the same request the same: blob and ETag, the evaluation run, or a client's own key. */
export interface ReleaseSource {
  readonly kind: (typeof sourceKinds)[number];
  readonly key: string;
}

export interface Step {
  readonly name: string;
  readonly state: StepState;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** In one sentence: what came of it, or why not. */
  readonly reason?: string;
}
export type StepState = 'running' | 'done' | 'refused';

export const releaseStates = [
  'wanted',
  'running',
  'waitingForPermission',
  'waitingForApproval',
  'undoing',
  'succeeded',
  'refused',
  'superseded',
  'ignored',
  'rollingBack',
  'rolledBack',
  'retired',
] as const;
export type ReleaseState = (typeof releaseStates)[number];

const next: Readonly<Record<ReleaseState, readonly ReleaseState[]>> = {
  wanted: ['running', 'superseded'],
  running: ['waitingForPermission', 'waitingForApproval', 'undoing', 'succeeded', 'refused'],
  waitingForPermission: ['running', 'undoing', 'refused'],
  waitingForApproval: ['running', 'undoing', 'refused'],
  undoing: ['refused'],
  succeeded: ['rollingBack', 'retired'],
  rollingBack: ['rolledBack', 'succeeded'],
  rolledBack: [],
  retired: ['succeeded'],
  refused: [],
  superseded: [],
  ignored: [],
};

/** Whether a release may go from one state to another. To stay where it is, is always allowed: activities run twice. */
export const mayBecome = (from: ReleaseState, to: ReleaseState): boolean => from === to || next[from].includes(to);

const listening: readonly ReleaseState[] = ['wanted', 'running', 'waitingForPermission', 'waitingForApproval'];

/** Whether somebody who says something to a release is still heard. */
export const listens = ({ state, closedAt }: Pick<Release, 'state' | 'closedAt'>): boolean =>
  listening.includes(state) && closedAt === undefined;

export const isAborted = (release: Pick<Release, 'command'> | undefined): boolean => release?.command?.name === 'abort';

/**
 * Whether a change may be written to a release as it is: its state may be reached, it still listens to what is said, and its
 * rollout is not closed over an abort that was said in time.
 */
export function mayChange(
  release: Pick<Release, 'state' | 'command' | 'closedAt'>,
  { state, command, decision, closedAt }: Partial<Pick<Release, 'state' | 'command' | 'decision' | 'closedAt'>>,
): boolean {
  if ((command ?? decision) !== undefined && !listens(release)) return false;
  if (closedAt !== undefined && isAborted(release)) return false;
  return state === undefined || mayBecome(release.state, state);
}

/** Whether the attempt that a release is has come to its end. What succeeded may still be rolled back or retired later. */
export const hasEnded = (state: ReleaseState): boolean =>
  state === 'succeeded' || state === 'retired' || next[state].length === 0;

/**
 * What was last said to a rollout, if it was said since a time. To stop and to pause are meant whenever they are said; to
 * agree is meant for what was shown.
 */
export const commandSince = (release: Release | undefined, time: string): Command | undefined =>
  release?.command && (holds(release.command) || release.command.at >= time) ? release.command : undefined;

const holds = ({ name }: Command) => name === 'abort' || name === 'pause';
