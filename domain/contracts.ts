import { activity, beginning, end, type OfRelease, orchestration, whole } from './contract.ts';
import type { Intent } from './intent.ts';
import type { Fault, Outcome } from './outcome.ts';
import type { DeploymentRequest, Plan } from './plan.ts';
import type { RoleGrant } from './roles.ts';
import type { Rollout } from './rollout.ts';
import type { ReleaseChange } from './stores.ts';
import type { LiveRelease } from './watch.ts';
import type { EndpointRef } from './workspace.ts';
import type { Begun, Progress, TrafficMap } from './world.ts';

/** Every orchestration and activity there is. Nothing else is known to an orchestration. */
type Nothing = Readonly<Record<string, never>>;

export const takeIntent = activity<{ endpoint: EndpointRef }, { intent?: Intent }>('takeIntent');
export const settleIntent = activity<Pick<Intent, 'kind' | 'endpoint' | 'releaseId'>, Nothing>('settleIntent');
export const recordRelease = activity<OfRelease & Pick<ReleaseChange, 'state' | 'fault'>, Nothing>('recordRelease');

/** Tells one channel. `took`: whether it will have it; a channel that is only out of order is tried again. */
export const announce = activity<{ id: string; channel: string }, { took: boolean }>('announce');
export const settleAnnouncement = activity<ToldChannels, Nothing>('settleAnnouncement');

export const makePlan = activity<OfRelease, Plan>('makePlan', whole('plan'));
/** How many warnings there are, and how much could not be looked at. The release has both in full. */
export const preflight = activity<OfRelease & { plan: Plan }, { warnings: number; notChecked: number }>(
  'preflight',
  whole('preflight'),
);
export const compareContracts = activity<OfDeployment, { changes: readonly string[] }>(
  'compareContracts',
  whole('compare contracts'),
);
export const registerModel = activity<OfRelease & { plan: Plan }, { id: string }>(
  'registerModel',
  whole('register model'),
);
export const createEnvironment = activity<OfRelease & { plan: Plan }, { id: string }>(
  'createEnvironment',
  whole('build environment'),
);
export const beginEndpoint = activity<OfRelease & { plan: Plan }, Begun>('beginEndpoint', beginning('ensure endpoint'));
export const checkEndpoint = activity<OfEndpoint, Progress<{ principalId?: string }>>(
  'checkEndpoint',
  end('ensure endpoint'),
);
export const assignRoles = activity<Grants, AssignedRoles>('assignRoles', whole('assign roles'));
export const parkRelease = activity<Grants, Nothing>('parkRelease', beginning('wait for permission'));
export const checkRoles = activity<Grants, Progress<Nothing>>('checkRoles', end('wait for permission'));
export const beginDeployment = activity<OfDeployment & { request: DeploymentRequest }, Begun>(
  'beginDeployment',
  beginning('create deployment'),
);
export const checkDeployment = activity<OfDeployment, Progress<Nothing>>('checkDeployment', end('create deployment'));
export const diagnoseDeployment = activity<OfDeployment & { fault: Fault }, { fault: Fault; tryAgain: boolean }>(
  'diagnoseDeployment',
  whole('diagnose'),
);
export const smokeTest = activity<OfDeployment, Progress<Nothing>>('smokeTest', end('smoke test'));
export const checkApproval = activity<HeldStep, Progress<Nothing>>('checkApproval', end('approval'));
export const hearCommand = activity<HeldStep, Progress<Nothing>>('hearCommand');
export const closeRollout = activity<OfRelease, Nothing>('closeRollout');
export const judgeStep = activity<HeldStep, Progress<{ reasons: readonly string[] }>>('judgeStep', end('hold'));
export const beginTraffic = activity<OfTraffic, Begun>('beginTraffic', beginning('shift traffic'));
export const checkTraffic = activity<OfTraffic, Progress<Nothing>>('checkTraffic', end('shift traffic'));
export const watchRelease = activity<OfRelease & { live: Omit<LiveRelease, 'since'> }, Nothing>('watchRelease');
export const watchRestored = activity<OfEndpoint & { wayBack: WayBack }, Nothing>('watchRestored');
export const removeSuperseded = activity<OfEndpoint & { keep: readonly string[] }, { removed: readonly string[] }>(
  'removeSuperseded',
  whole('remove superseded deployments'),
);
export const removePrevious = activity<OfEndpoint, { removed: readonly string[] }>(
  'removePrevious',
  whole('remove what was left behind'),
);

export const beginRestoreTraffic = activity<OfTraffic, Begun>('beginRestoreTraffic', beginning('restore traffic'));
export const checkRestoredTraffic = activity<OfTraffic, Progress<Nothing>>(
  'checkRestoredTraffic',
  end('restore traffic'),
);
export const planRollBack = activity<RolledBack, WayBack>('planRollBack', whole('find the way back'));
export const probeDeployment = activity<OfEndpoint & { wayBack: WayBack }, Nothing>(
  'probeDeployment',
  whole('probe the way back'),
);
export const fetchLogs = activity<OfDeployment, { kept: readonly string[] }>('fetchLogs', whole('fetch logs'));
export const beginDeleteDeployment = activity<OfDeployment, Begun>(
  'beginDeleteDeployment',
  beginning('delete deployment'),
);
export const checkDeletedDeployment = activity<OfDeployment, Progress<Nothing>>(
  'checkDeletedDeployment',
  end('delete deployment'),
);
export const removeRoles = activity<
  Omit<Grants, 'principalId'> & { principalId?: string },
  { removed: readonly string[] }
>('removeRoles', whole('remove roles'));
export const beginDeleteEndpoint = activity<OfEndpoint, Begun>('beginDeleteEndpoint', beginning('delete endpoint'));
export const checkDeletedEndpoint = activity<OfEndpoint, Progress<Nothing>>(
  'checkDeletedEndpoint',
  end('delete endpoint'),
);

export type OfEndpoint = OfRelease & { readonly endpoint: EndpointRef };
export type OfDeployment = OfEndpoint & { readonly deployment: string };
/** `mirror` left out: the copies stay as they are. */
export type OfTraffic = OfEndpoint & {
  readonly traffic: TrafficMap;
  readonly mirror?: TrafficMap;
};
export interface Grants extends OfEndpoint {
  readonly principalId: string;
  readonly roles: readonly RoleGrant[];
}

/** What became of the roles that an identity needs. `lacking`: Flowferry may not grant them. */
export interface AssignedRoles {
  readonly created: readonly string[];
  readonly kept: readonly string[];
  readonly lacking: readonly RoleGrant[];
}

export const reconcileEndpoint = orchestration<{ endpoint: EndpointRef }, Nothing>('reconcileEndpoint');
export const deployRelease = orchestration<OfEndpoint, ReleaseEnd>('deployRelease');
/** One activity with all its tries, beside others. `activity` is a contract's name. */
export const carryOut = orchestration<{ activity: string; input: object }, Outcome<unknown>>('carryOut');
export const prepareEndpoint = orchestration<OfRelease & { plan: Plan }, Outcome<{ principalId?: string }>>(
  'prepareEndpoint',
);

/** The input of an orchestration that only waits: what it asks about, and how long it has. */
export interface LongWait<I> {
  readonly input: I;
  readonly waitedInSeconds: number;
}
export const awaitRoles = orchestration<LongWait<Grants>, Outcome<object>>('awaitRoles');
export const awaitApproval = orchestration<LongWait<HeldStep>, Outcome<object>>('awaitApproval');
export const awaitResume = orchestration<LongWait<HeldStep>, Outcome<object>>('awaitResume');
export const holdStep = orchestration<LongWait<HeldStep>, Outcome<object>>('holdStep');
export const rollBack = orchestration<RolledBack, RollBackEnd>('rollBack');
export interface RollBackEnd {
  readonly state: 'rolledBack' | 'notRolledBack';
  readonly fault?: Fault;
}
export const tellChannels = orchestration<ToldChannels, Nothing>('tellChannels');
/** A message, and the channels that are to have it. */
export interface ToldChannels {
  readonly id: string;
  readonly channels: readonly string[];
}
export const rollOut = orchestration<RolledOut, Outcome<object>>('rollOut');
export type RolledBack = OfEndpoint & { readonly reason: string };
/** Where to go back to. `testedWith`: the release whose package knows how to ask it. */
export interface WayBack {
  readonly deployment: string;
  readonly testedWith?: string;
}
export type RolledOut = OfDeployment & { readonly stable?: string; readonly rollout: Rollout };
/** A step of a rollout that is under way. ISO times; steps are counted from 0. */
export type HeldStep = RolledOut & {
  readonly rolledOutSince: string;
  readonly heldSince: string;
  readonly stepNumber: number;
  readonly step?: string;
};

/** How a release ended. */
export interface ReleaseEnd {
  readonly state: 'succeeded' | 'refused';
  readonly fault?: Fault;
}

export * from './retirement-contracts.ts';
