/** Events of an orchestration's history. Names and numbers are those of the protocol with `durable-functions`. */
export const eventTypes = {
  ExecutionStarted: 0,
  ExecutionCompleted: 1,
  ExecutionTerminated: 3,
  TaskScheduled: 4,
  TaskCompleted: 5,
  TaskFailed: 6,
  SubOrchestrationInstanceCreated: 7,
  SubOrchestrationInstanceCompleted: 8,
  SubOrchestrationInstanceFailed: 9,
  TimerCreated: 10,
  TimerFired: 11,
  OrchestratorStarted: 12,
  OrchestratorCompleted: 13,
  EventSent: 14,
  EventRaised: 15,
  ContinueAsNew: 16,
  GenericEvent: 17,
  HistoryState: 18,
  ExecutionSuspended: 19,
  ExecutionResumed: 20,
  ExecutionRewound: 21,
} as const;

export type EventTypeName = keyof typeof eventTypes;

/** `Input` and `Result` are JSON texts. */
export interface HistoryEvent {
  readonly EventType: number;
  /** The number of the task that this event schedules; -1 for all others. */
  readonly EventId: number;
  readonly IsPlayed: boolean;
  readonly Timestamp: string;
  readonly Name?: string;
  readonly Version?: string;
  readonly Input?: string | null;
  readonly Result?: string | null;
  readonly TaskScheduledId?: number;
  readonly TimerId?: number;
  readonly FireAt?: string;
  readonly InstanceId?: string;
  readonly Reason?: string;
  readonly Details?: string;
  readonly FailureDetails?: FailureDetails;
  readonly OrchestrationStatus?: string;
  readonly ParentInstance?: ParentInstance | null;
  readonly OrchestrationInstance?: { readonly InstanceId: string; readonly ExecutionId: string };
  readonly Data?: string;
}

export interface ParentInstance {
  readonly instanceId: string;
  readonly executionId: string;
  /** The number of the parent's task that waits for this orchestration. */
  readonly taskId: number;
}

/** A failure with structure, which an app asks for with `setExceptionPropertiesProvider`. */
export interface FailureDetails {
  readonly ErrorType: string;
  readonly ErrorMessage: string;
  readonly StackTrace?: string;
  readonly IsNonRetriable: boolean;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly InnerFailure?: FailureDetails;
}

/** An event on its way: it gets its time when an orchestration takes it in. */
export type PendingEvent = Omit<HistoryEvent, 'Timestamp' | 'IsPlayed'>;
