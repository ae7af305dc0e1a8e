/**
 * How a step ends when nothing went wrong with the machinery. A refusal is an answer, not trouble: it is recorded, told
 * and never retried. Trouble worth retrying is thrown.
 */
export type Outcome<T> = Done<T> | Refused;
export interface Done<T> {
  readonly kind: 'done';
  readonly value: T;
}
export interface Refused {
  readonly kind: 'refused';
  readonly fault: Fault;
}

/** An expected ending and what a person does about it. Every slug is a heading in docs/faults.md. */
export interface Fault {
  readonly slug: FaultSlug;
  /** What was wrong, with what. */
  readonly message: string;
  /** What to do next. */
  readonly remedy: string;
  /** The class of a failure in Azure, a heading in docs/faults.md: `quota.vm_cores`. */
  readonly class?: string;
  /** Where in the package the cause stands. */
  readonly place?: Place;
}

export interface Place {
  readonly file: string;
  /** Counted from 1. */
  readonly line?: number;
  readonly column?: number;
  /** The key inside the file, for example `endpoint.name`. */
  readonly field?: string;
}

/** Every way in which Flowferry says no. */
export const faultSlugs = [
  // the package
  'not-a-zip',
  'unsafe-path',
  'package-too-large',
  'no-flow',
  'two-flows',
  'bad-yaml',
  'invalid-flow',
  'evaluation-flow',
  'unsupported-flow',
  'missing-file',
  // the manifest
  'no-manifest',
  'unknown-key',
  'invalid-manifest',
  'bad-name',
  'not-carried-out',
  'unsafe-override',
  'secret-in-package',
  // who asks
  'not-signed-in',
  'not-allowed',
  'cross-site-request',
  // the request
  'bad-request',
  'wrong-content-type',
  'unknown-release',
  'unknown-endpoint',
  'too-late',
  'not-over',
  'nothing-to-approve',
  'approval-outdated',
  'self-approval',
  'already-decided',
  'nothing-released',
  'unknown-workspace',
  'package-not-found',
  'unreadable-event',
  'plan-changed',
  'unavailable',
  'unexpected',
  // runs and the gate
  'unknown-run',
  'run-not-completed',
  'not-an-evaluation',
  'flow-out-of-reach',
  'not-evaluated',
  'gate-stale',
  'gate-not-measured',
  'gate-not-comparable',
  'gate-not-met',
  'gate-too-few-lines',
  // the look before the release
  'no-quota',
  'unknown-machine',
  'unsupported-connection',
  'unsupported-network',
  'image-not-allowed',
  'too-many-deployments',
  // Azure
  'endpoint-conflict',
  'missing-connection',
  'missing-permission',
  'operation-failed',
  'deployment-failed',
  'operation-timed-out',
  'breaking-change',
  'smoke-test-failed',
  'traffic-not-shifted',
  'not-measured',
  'regressed',
  'rolled-back',
  'no-way-back',
  'not-ours',
  'nothing-retired',
  'inconclusive',
  'rollout-timed-out',
  'aborted',
  'approval-rejected',
  'approval-expired',
  'interrupted',
  'not-announced',
] as const;
export type FaultSlug = (typeof faultSlugs)[number];

export const done = <T>(value: T): Done<T> => ({ kind: 'done', value });

export const refused = (slug: FaultSlug, message: string, remedy: string, place?: Place): Refused => ({
  kind: 'refused',
  fault: place ? { slug, message, remedy, place } : { slug, message, remedy },
});
