import type { EntityRef } from './entity-message.ts';
import type { FailureDetails } from './history-event.ts';

/** What an orchestrator may ask for. Numbers of the protocol with `durable-functions`. */
export const actionTypes = {
  CallActivity: 0,
  CallActivityWithRetry: 1,
  CallSubOrchestrator: 2,
  CallSubOrchestratorWithRetry: 3,
  ContinueAsNew: 4,
  CreateTimer: 5,
  WaitForExternalEvent: 6,
  CallEntity: 7,
  CallHttp: 8,
  SignalEntity: 9,
  WhenAny: 11,
  WhenAll: 12,
  LockEntities: 13,
  ReleaseEntities: 14,
} as const;

export interface Action {
  readonly actionType: number;
  readonly functionName?: string;
  readonly input?: unknown;
  readonly retryOptions?: RetryOptions;
  readonly instanceId?: string;
  readonly version?: string;
  readonly fireAt?: string;
  readonly isCanceled?: boolean;
  readonly externalEventName?: string;
  readonly httpRequest?: HttpRequest;
  readonly operation?: string;
  readonly compoundActions?: readonly Action[];
  readonly lockSet?: readonly EntityRef[];
  readonly lockRequestId?: string;
}

export interface RetryOptions {
  readonly firstRetryIntervalInMilliseconds: number;
  readonly maxNumberOfAttempts: number;
  readonly backoffCoefficient?: number;
  readonly maxRetryIntervalInMilliseconds?: number;
  readonly retryTimeoutInMilliseconds?: number;
}

export interface HttpRequest {
  readonly method: string;
  readonly uri: string;
  readonly content?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tokenSource?: { readonly resource?: string };
  readonly asynchronousPatternEnabled?: boolean;
}

/** What an orchestrator returns every time: all its actions since the start of this execution, not only the new ones. */
export interface OrchestratorState {
  readonly isDone: boolean;
  /** Nested in one outer array. */
  readonly actions: readonly (readonly Action[])[];
  readonly output?: unknown;
  readonly error?: string;
  readonly customStatus?: unknown;
  readonly schemaVersion: number;
  readonly failureDetails?: FailureDetails;
}
