import { randomUUID } from 'node:crypto';
import { type Cloud, isoNow } from './cloud.ts';
import type { ErrorDetail } from './exchange.ts';
import type { ProvisioningState } from './resources.ts';

export type OperationKind =
  | 'put-endpoint'
  | 'patch-endpoint'
  | 'delete-endpoint'
  | 'regenerate-keys'
  | 'put-deployment'
  | 'patch-deployment'
  | 'delete-deployment';

export interface OperationError {
  readonly code: string;
  readonly message: string;
  readonly details?: readonly ErrorDetail[];
  readonly additionalInfo?: unknown;
}

/** A part of an operation that takes its time, and after which something is decided. */
export interface Phase {
  readonly name: 'image-build' | 'identity' | 'container' | 'settle';
  readonly durationInMs: number;
}

/** A long operation of the machine learning service. It is data, so that it goes on after a restart. */
export interface Operation {
  readonly id: string;
  readonly subscriptionId: string;
  readonly location: string;
  readonly kind: OperationKind;
  /** The id of the resource that it is about. */
  readonly target: string;
  readonly status: 'InProgress' | 'Succeeded' | 'Failed' | 'Canceled';
  readonly startTime: string;
  readonly endTime?: string;
  /** The phases to go; the first one is under way. */
  readonly phases: readonly Phase[];
  /** When the phase under way ends, in milliseconds since 1970. */
  readonly phaseEndsAt: number;
  readonly error?: OperationError;
}

export interface OperationStart {
  readonly kind: OperationKind;
  readonly target: string;
  readonly subscriptionId: string;
  readonly location: string;
  readonly phases: readonly Phase[];
}

/** What operations do: `endPhase` finds the error that a phase ends with, `finish` changes the resource. */
export interface OperationEffects {
  endPhase(operation: Operation, phase: Phase['name']): Promise<OperationError | undefined>;
  finish(operation: Operation): void;
}

export interface Operations {
  begin(start: OperationStart): Operation;
  /** The operation that still works on the resource, if one does. */
  runningOn(target: string): Operation | undefined;
  /** Takes up again what was under way when the emulator was stopped. */
  resume(): void;
  stop(): void;
}

/** Lets long operations pass by the clock. */
export function runOperations(cloud: Cloud, effects: OperationEffects): Operations {
  const alarms = new Map<string, () => void>();
  const active = new Map<string, string>();

  const arm = (operation: Operation) => {
    active.set(operation.target.toLowerCase(), operation.id);
    alarms.set(
      operation.id,
      cloud.clock.at(operation.phaseEndsAt, () => void step(operation.id)),
    );
  };

  const step = async (id: string) => {
    alarms.delete(id);
    const operation = cloud.operations.get(id);
    const [phase, ...left] = operation?.phases ?? [];
    if (!operation || !phase) return;
    const error = await effects.endPhase(operation, phase.name);
    const next = left[0];
    if (error || !next) return end(operation, error);
    const moved = { ...operation, phases: left, phaseEndsAt: operation.phaseEndsAt + next.durationInMs };
    cloud.operations.set(id, moved);
    arm(moved);
  };

  const end = (operation: Operation, error: OperationError | undefined) => {
    const ended: Operation = {
      ...operation,
      phases: [],
      status: error ? 'Failed' : 'Succeeded',
      endTime: isoNow(cloud),
      ...(error && { error }),
    };
    active.delete(operation.target.toLowerCase());
    cloud.operations.set(operation.id, ended);
    effects.finish(ended);
  };

  return {
    begin(start) {
      const phases = slowed(cloud, start);
      const operation: Operation = {
        ...start,
        id: operationId(start.kind),
        status: 'InProgress',
        startTime: isoNow(cloud),
        phases,
        phaseEndsAt: cloud.clock.now() + (phases[0]?.durationInMs ?? 0),
      };
      forgetOldest(cloud);
      cloud.operations.set(operation.id, operation);
      arm(operation);
      return operation;
    },
    runningOn: (target) => cloud.operations.get(active.get(target.toLowerCase()) ?? ''),
    resume() {
      for (const operation of cloud.operations.values()) if (operation.status === 'InProgress') arm(operation);
    },
    stop() {
      for (const cancel of alarms.values()) cancel();
      alarms.clear();
    },
  };
}

const rememberedOperations = 5000;

function forgetOldest(cloud: Cloud): void {
  if (cloud.operations.size < rememberedOperations) return;
  const oldest = cloud.operations.values().find((each) => each.status !== 'InProgress');
  if (oldest) cloud.operations.delete(oldest.id);
}

// The service names them so: `oeidp` for endpoints, `odidp` for deployments.
const operationId = (kind: OperationKind) =>
  `${kind.endsWith('deployment') ? 'odidp' : 'oeidp'}:${randomUUID()}:${randomUUID()}`;

function slowed(cloud: Cloud, { kind, target, phases }: OperationStart): readonly Phase[] {
  const fault = cloud.faults.strike('slow-operation', `${kind} ${target}`);
  if (!fault) return phases;
  const extraInMs = (fault.seconds ?? 3600) * 1000;
  return phases.map((phase, at) => (at === 0 ? { ...phase, durationInMs: phase.durationInMs + extraInMs } : phase));
}

const provider = (operation: Operation) =>
  `https://management.azure.com/subscriptions/${operation.subscriptionId}/providers/Microsoft.MachineLearningServices` +
  `/locations/${operation.location}`;

// The version that the service itself puts into these addresses, whatever version the request came in.
const pollVersion = '2022-02-01-preview';

/** Where a PUT can be followed: answers the state and the error of the operation. */
export const statusUrl = (operation: Operation) =>
  `${provider(operation)}/mfeOperationsStatus/${operation.id}?api-version=${pollVersion}`;

/** Where a PATCH, DELETE or POST can be followed: answers 202 until there is a result. */
export const resultUrl = (operation: Operation) =>
  `${provider(operation)}/mfeOperationResults/${operation.id}?api-version=${pollVersion}`;

/** What an operation can be under way on. */
interface Provisioned {
  readonly properties: {
    readonly provisioningState: ProvisioningState;
    readonly properties: Readonly<Record<string, string>>;
  };
}

/** A resource as it looks while an operation works on it: its state, and where the operation can be followed. */
export function during<R extends Provisioned>(operation: Operation, state: ProvisioningState, resource: R): R {
  const properties = { ...resource.properties.properties, AzureAsyncOperationUri: statusUrl(operation) };
  return { ...resource, properties: { ...resource.properties, provisioningState: state, properties } };
}
