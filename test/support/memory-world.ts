import type { Announcement } from '../../domain/announcement.ts';
import type { IdleNote, Use } from '../../domain/cost.ts';
import type { FlowSeries } from '../../domain/flow-series.ts';
import type { Intent } from '../../domain/intent.ts';
import type { AuditEntry, KeptPlan } from '../../domain/journal.ts';
import type { Leftover } from '../../domain/leftover.ts';
import type { NoteOfEndpoint } from '../../domain/notes.ts';
import type { RecordedVerdict, Release } from '../../domain/release.ts';
import type { Retirement } from '../../domain/retirement.ts';
import type { GivenRole } from '../../domain/roles.ts';
import type { DeploymentSeries } from '../../domain/series.ts';
import type { LiveRelease } from '../../domain/watch.ts';
import type { DeploymentFacts, EndpointFacts, World } from '../../domain/world.ts';
import { announcementsOf, channelsOf, type MemoryAnnouncement } from './memory-announcements.ts';
import { azureOf } from './memory-azure.ts';
import type { MemoryRun } from './memory-runs.ts';
import { storesOf } from './memory-stores.ts';
import { workspaceId } from './workspace-id.ts';

/** What a World of memory holds, for a test to arrange and to look at. */
export interface Memory {
  readonly releases: Map<string, Release>;
  readonly remembered: Map<string, string>;
  readonly intents: Map<string, Intent>;
  readonly live: Map<string, LiveRelease>;
  readonly leftovers: Map<string, NoteOfEndpoint<Leftover>>;
  readonly givenRoles: Map<string, NoteOfEndpoint<GivenRole>>;
  readonly retirements: Map<string, NoteOfEndpoint<Retirement>>;
  readonly idle: Map<string, NoteOfEndpoint<IdleNote>>;
  /** How endpoints are used, by name. */
  readonly use: Map<string, Use>;
  readonly packages: Map<string, Uint8Array>;
  readonly pushed: Map<string, { bytes: Uint8Array; eTag: string }>;
  readonly logs: string[];
  readonly audit: Map<string, AuditEntry[]>;
  readonly verdicts: Map<string, RecordedVerdict[]>;
  readonly plans: Map<string, KeptPlan[]>;
  readonly poison: { id: string; body: string; reason: string }[];
  readonly announcements: Map<string, MemoryAnnouncement>;
  /** What was sent, in order. */
  readonly told: { channel: string; announcement: Announcement }[];
  readonly endpoints: Map<string, EndpointFacts>;
  readonly deployments: Map<string, DeploymentFacts>;
  readonly roles: Set<string>;
  /** What was measured, by endpoint and by deployment. An endpoint that is not there has no data. */
  readonly measured: Map<string, readonly DeploymentSeries[]>;
  readonly load: Map<string, DeploymentSeries>;
  /** What flows report of themselves, by deployment. */
  readonly flows: Map<string, FlowSeries>;
  /** Runs by their names, with what they logged and answered. */
  readonly runs: Map<string, MemoryRun>;
  /** Uploaded folders, by their path in the datastore. */
  readonly folders: Map<string, Readonly<Record<string, string>>>;
  /** Every change that was asked of Azure, in order. */
  readonly changes: string[];
}

/** A World without anything outside: Azure does at once whatever is asked of it. Any port can be replaced. */
export function memoryWorld(clock: { now(): number }, replaced: Partial<World> = {}): { world: World; memory: Memory } {
  const memory: Memory = {
    releases: new Map(),
    remembered: new Map(),
    intents: new Map(),
    live: new Map(),
    leftovers: new Map(),
    givenRoles: new Map(),
    retirements: new Map(),
    idle: new Map(),
    use: new Map(),
    packages: new Map(),
    pushed: new Map(),
    logs: [],
    poison: [],
    announcements: new Map(),
    told: [],
    audit: new Map(),
    verdicts: new Map(),
    plans: new Map(),
    endpoints: new Map(),
    deployments: new Map(),
    roles: new Set(),
    measured: new Map(),
    load: new Map(),
    flows: new Map(),
    runs: new Map(),
    folders: new Map(),
    changes: [],
  };
  const world: World = {
    settings: {
      FLOWFERRY_WORKSPACES: [workspaceId],
      FLOWFERRY_CLOUD: 'public',
      FLOWFERRY_IMAGE_REGISTRIES: ['mcr.example'],
      FLOWFERRY_BASE_IMAGE: 'mcr.example/promptflow:1',
      FLOWFERRY_MAX_PACKAGE_MEGABYTES: 1,
      FLOWFERRY_AUDIENCE: [],
      FLOWFERRY_EMULATOR: 'http://127.0.0.1:1',
      WEBSITE_AUTH_ENABLED: false,
    },
    clock: { now: () => new Date(clock.now()) },
    ...storesOf(memory),
    announcements: announcementsOf(memory),
    channels: channelsOf(memory),
    ...azureOf(memory),
    ...replaced,
  };
  return { world, memory };
}

/** One port as it is without anything special, for a test that replaces a part of it. */
export const usual = <P extends keyof World>(port: P): World[P] => memoryWorld({ now: () => 0 }).world[port];
