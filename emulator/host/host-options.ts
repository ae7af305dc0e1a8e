import type { Clock } from '../clock.ts';
import type { HistoryEvent } from './durable/history-event.ts';
import type { RuntimeStatus } from './durable/instance.ts';
import type { HostLogLine } from './log.ts';

export interface HostOptions {
  /** The app: host.json, local.settings.json, and the entry points that package.json's `main` matches. */
  readonly appFolder?: string;
  /** Registers the app in this process, instead of package.json's `main`. What was registered before is forgotten. */
  readonly load?: () => unknown;
  /** Stands in for host.json. */
  readonly hostJson?: Readonly<Record<string, unknown>>;
  /** On the loopback address. 0 or absent: any free one. */
  readonly port?: number;
  /** Where the durable state is kept. Absent: in memory, and gone with the host. */
  readonly stateFolder?: string;
  readonly clock?: Clock;
  /** App settings, in the environment before the app is loaded. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: (line: HostLogLine) => void;
  /** Whether each transition survives a power cut, and not only a killed process. Default: true. */
  readonly fsync?: boolean;
  /** Runs every orchestrator turn twice, with another time and other chance, and fails what decides differently. */
  readonly strict?: boolean;
  /** What callers of functions of the levels `function` and `admin` and of the webhooks must show. Absent: nothing. */
  readonly key?: string;
}

export interface Host {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly functions: readonly { readonly name: string; readonly trigger: string }[];
  /** What this host cannot do for the app, by function. */
  readonly gaps: readonly { readonly functionName: string; readonly reason: string }[];
  readonly instances: Instances;
  /** Resolves when nothing runs and nothing is queued. Timers may be pending. */
  idle(): Promise<void>;
  /** Fires a timer trigger now. Rejects when the function fails or there is none. */
  runTimer(name: string): Promise<void>;
  /** How many bytes of state were written since the start. */
  writtenInBytes(): number;
  stop(): Promise<void>;
}

/** The orchestrations of this host, for tests and for people who look on. */
export interface Instances {
  get(instanceId: string): InstanceView | undefined;
  list(): InstanceView[];
  /** Events as the protocol has them, to be replayed elsewhere. Empty for an unknown id. */
  history(instanceId: string): readonly HistoryEvent[];
}

/** An orchestration, with values instead of JSON texts. */
export interface InstanceView {
  readonly instanceId: string;
  readonly name: string;
  readonly runtimeStatus: RuntimeStatus;
  readonly version: string | undefined;
  readonly parentInstanceId: string | undefined;
  readonly input: unknown;
  readonly output: unknown;
  readonly customStatus: unknown;
  readonly createdTime: string;
  readonly lastUpdatedTime: string;
}
