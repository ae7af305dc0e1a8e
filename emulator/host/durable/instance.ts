import type { History } from './history.ts';
import type { ParentInstance, PendingEvent } from './history-event.ts';

export type RuntimeStatus = 'Pending' | 'Running' | 'Suspended' | 'Completed' | 'Failed' | 'Terminated';
export type EndStatus = Extract<RuntimeStatus, 'Completed' | 'Failed' | 'Terminated'>;

export const hasEnded = (status: RuntimeStatus): status is EndStatus =>
  status === 'Completed' || status === 'Failed' || status === 'Terminated';

/** The status row of an orchestration. Input, output and custom status are JSON texts, null where there is none. */
export interface Instance {
  readonly instanceId: string;
  /** Another one after every continueAsNew and restart: a message to an earlier execution is dropped. */
  readonly executionId: string;
  readonly name: string;
  readonly version?: string;
  readonly status: RuntimeStatus;
  readonly input: string | null;
  readonly output: string | null;
  readonly customStatus: string | null;
  readonly createdTime: string;
  readonly lastUpdatedTime: string;
  readonly parent?: ParentInstance;
}

/** What changes of an instance while it runs. */
export type InstanceUpdate = Partial<Pick<Instance, 'status' | 'output' | 'customStatus'>> &
  Pick<Instance, 'lastUpdatedTime'>;

/** Something for an orchestration to take in; without `executionId` it is for whichever execution is running. */
export interface Message {
  readonly executionId?: string;
  readonly event: PendingEvent;
}

export interface ActivityTask {
  readonly key: string;
  readonly instanceId: string;
  readonly executionId: string;
  readonly taskId: number;
  readonly name: string;
  /** JSON text. */
  readonly input: string;
}

export interface DurableTimer {
  readonly key: string;
  readonly instanceId: string;
  readonly executionId: string;
  readonly timerId: number;
  readonly fireAt: string;
}

/** All that is known of one orchestration. */
export interface InstanceRow {
  instance: Instance;
  history: History;
  inbox: Message[];
  readonly timers: Map<string, DurableTimer>;
}
