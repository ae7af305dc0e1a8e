import type { Announcement } from './announcement.ts';
import type { Approval, Decision } from './approval.ts';
import type { Evidence, GateDecision } from './gate/decision.ts';
import type { HandOff } from './hand-off.ts';
import type { Intent } from './intent.ts';
import type { Page, PageWanted } from './journal.ts';
import type { Fault } from './outcome.ts';
import type { Command, RecordedVerdict, Release, ReleaseState, Step } from './release.ts';
import type { LiveRelease } from './watch.ts';
import type { EndpointRef } from './workspace.ts';

/** Zips of flows: the `flows` container people push to, and our own `packages` container. */
export interface Packages {
  /** A zip in the `flows` container, by its path there. */
  pushed(path: string): Promise<PushedPackage | undefined>;
  /** Keeps a zip under its content's hash. The same content twice is one blob. */
  keep(hash: string, bytes: Uint8Array): Promise<void>;
  kept(hash: string): Promise<Uint8Array | undefined>;
  /** Keeps the logs of a deployment for the people who come to look, and says where. */
  keepLogs(releaseId: string, name: string, text: string): Promise<string>;
}
export interface PushedPackage {
  readonly bytes: Uint8Array;
  readonly eTag: string;
}

/** The stories of all releases. */
export interface Releases {
  /** Writes a new release; false when one of this id is there already. */
  create(release: Release): Promise<boolean>;
  get(id: string): Promise<Release | undefined>;
  /** Remembers that a request, known by its source's key, led to this release: however late it comes again, it is the same. */
  remember(sourceKey: string, id: string): Promise<void>;
  /** The id of the release that a request led to before. */
  remembered(sourceKey: string): Promise<string | undefined>;
  /** The releases of an endpoint, newest first, without their steps. */
  list(endpoint: EndpointRef, top: number): Promise<readonly Release[]>;
  /** Those of a workspace, or of one of its endpoints, newest first, without their steps. */
  page(of: ReleasesOf, wanted: PageWanted): Promise<Page<Release>>;
  /** Changes what is given, if the release as it is allows it (`mayChange`); otherwise nothing happens. */
  update(id: string, change: ReleaseChange): Promise<void>;
  /** Notes that a step has begun. The first time counts. */
  beginStep(id: string, step: Pick<Step, 'name' | 'startedAt'>): Promise<void>;
  endStep(id: string, step: Required<Pick<Step, 'name' | 'endedAt' | 'state' | 'reason'>>): Promise<void>;
}
/** Without a name: all of the workspace. */
export type ReleasesOf = Pick<EndpointRef, 'workspaceId'> & Partial<EndpointRef>;
export interface ReleaseChange {
  readonly state?: ReleaseState;
  readonly deployment?: string;
  readonly previous?: string;
  readonly fault?: Fault;
  readonly handOff?: HandOff;
  readonly verdict?: RecordedVerdict;
  readonly command?: Command;
  readonly plannedHash?: string;
  readonly approval?: Approval;
  readonly decision?: Decision;
  readonly gate?: GateDecision;
  readonly evidence?: Evidence;
  readonly warnings?: readonly string[];
  readonly notChecked?: readonly string[];
  readonly endedAt?: string;
  readonly closedAt?: string;
}

/** What is wanted and not finished. */
export interface Intents {
  /** Writes the intent unless its release has one of this kind. */
  record(intent: Intent): Promise<void>;
  /** Those of one endpoint. */
  of(endpoint: EndpointRef): Promise<readonly Intent[]>;
  /** Those of all endpoints, in bounded pages. */
  all(): AsyncIterable<Intent>;
  /** Notes that an orchestration took it up. */
  begun(intent: Intent): Promise<void>;
  remove(intent: Pick<Intent, 'kind' | 'endpoint' | 'releaseId'>): Promise<void>;
}

/** What is live, for the watch: one release per endpoint. */
export interface Fleet {
  /** In place of what was live at the endpoint before. */
  enter(live: LiveRelease): Promise<void>;
  leave(endpoint: EndpointRef): Promise<void>;
  get(endpoint: EndpointRef): Promise<LiveRelease | undefined>;
  /** In bounded pages. */
  all(): AsyncIterable<LiveRelease>;
}

/** Messages that could not be read or carried out, kept with the reason. */
export interface PoisonMessages {
  keep(message: {
    readonly id: string;
    readonly body: string;
    readonly reason: string;
    readonly at: string;
  }): Promise<void>;
}

/**
 * Messages on their way to the channels. Rows are the truth: whatever sends them may be started too often, and may break
 * off anywhere.
 */
export interface Announcements {
  /** Writes it down to be sent, unless one of its id was written down before. */
  record(announcement: Announcement): Promise<void>;
  get(id: string): Promise<KeptAnnouncement | undefined>;
  /** What is not settled, in bounded pages. */
  pending(): AsyncIterable<Announcement>;
  /** Notes that a channel took it, or why it did not. That it took it once, stays. */
  note(id: string, channel: string, ending: ChannelEnding): Promise<void>;
  /** Takes it off the list of what is pending. It can still be read. */
  settle(id: string): Promise<void>;
}
export interface KeptAnnouncement {
  readonly announcement: Announcement;
  readonly channels: Readonly<Record<string, ChannelEnding>>;
}
/** `at`: when the channel took it. `reason`: why it did not, the last time. */
export type ChannelEnding = { readonly at: string } | { readonly reason: string };
