import type { Fault, Place } from '../outcome.ts';

/** What is in a package: a flow of prompt flow, or a container that serves HTTP. */
export type PackageKind = 'dag' | 'flex' | 'prompty' | 'container';

/** What the product needs to know of a package, found without running any of its code. Small, plain JSON. */
export interface PackageFacts {
  readonly kind: PackageKind;
  /** The definition file, for example `flow.dag.yaml`. */
  readonly flowFile: string;
  readonly name: string;
  /** True if the serving runtime takes it for a chat flow: one question in, one answer out, and a history. */
  readonly isChat: boolean;
  readonly chatInput?: string;
  readonly chatHistory?: string;
  readonly chatOutput?: string;
  readonly inputs: readonly FlowInput[];
  readonly outputs: readonly FlowOutput[];
  readonly connections: readonly ConnectionUse[];
  /** The values that the flow gives its own environment variables, where the deployment does not. */
  readonly environmentVariables?: Readonly<Record<string, string>>;
  /** True if the flow searches an index, for which its identity needs a wider role. */
  readonly usesIndexLookup: boolean;
  /** The requirements file, only if it asks for something. */
  readonly requirementsFile?: string;
  readonly requirementsText?: string;
  /** The base image that the flow itself asks for. */
  readonly image?: string;
  /** Where a container of the team's own answers. */
  readonly routes?: ContainerRoutes;
  /** A data file to take the smoke test's request from. */
  readonly sampleFile?: string;
}

/** Where a container answers. */
export interface ContainerRoutes {
  readonly port: number;
  readonly liveness: string;
  readonly readiness: string;
  readonly scoring: string;
}

/** One field of the scoring request. */
export interface FlowInput {
  readonly name: string;
  readonly type: string;
  /** The serving runtime asks for every input whose default is absent or null. */
  readonly required: boolean;
  readonly default?: unknown;
  readonly description?: string;
  /** The part that the definition gives it in a conversation. */
  readonly chat?: 'input' | 'history';
}

/** One field of the scoring answer. */
export interface FlowOutput {
  readonly name: string;
  readonly type: string;
  /** Left out of the answer. */
  readonly evaluationOnly?: boolean;
  /** Described and never answered: it comes from all lines of a batch together. */
  readonly isDropped?: boolean;
  readonly isChatOutput?: boolean;
  readonly description?: string;
}

/** A connection that the flow needs in the workspace, and the nodes or settings that ask for it. */
export interface ConnectionUse {
  readonly name: string;
  readonly usedBy: readonly string[];
  /** Where the flow names the connection by its resource id, which may lie in another workspace. */
  readonly resourceId?: string;
}

/** A fault in a package, with the class under which the serving runtime would report it at start-up. */
export interface PackageFault extends Fault {
  readonly runtimeClass?: string;
}

/** Something that may surprise, and does not stop a release. */
export interface Warning {
  readonly message: string;
  readonly place?: Place;
}

/** All that was found. There are facts whenever the definition could be read, also beside faults. */
export interface PackageReading {
  readonly facts?: PackageFacts;
  /** In the order in which the serving runtime would meet them; a release is refused for the first. */
  readonly faults: readonly PackageFault[];
  readonly warnings: readonly Warning[];
}
