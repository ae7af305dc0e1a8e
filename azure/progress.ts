import { done, type FaultSlug, type Outcome, refused } from '../domain/outcome.ts';
import type { Progress } from '../domain/world.ts';
import type { Arm } from './arm.ts';
import { orAbsent } from './failures.ts';
import { shortText } from './short-text.ts';

/** An endpoint or a deployment as far as its progress goes. */
export interface Provisioned<T> {
  readonly provisioningState?: string;
  /** The service writes the address of the last operation in here. */
  readonly properties?: Readonly<Record<string, string | null>>;
  /** What it is, in our words. */
  readonly value: T;
}

export interface ProgressQuestion<T> {
  /** For example `deployment blue`. */
  readonly what: string;
  readonly slug: FaultSlug;
  readonly found: Provisioned<T> | undefined;
}

/**
 * How far an operation has come. What was begun and is not found is still coming: a read may lag behind the write.
 * A resource says only that it failed; why, its operation says.
 */
export async function progressOf<T>(arm: Arm, question: ProgressQuestion<T>): Promise<Outcome<Progress<T>>> {
  const { found } = question;
  const state = found?.provisioningState;
  if (found && state === 'Succeeded') return done({ state: 'done', value: found.value });
  if (state !== 'Failed' && state !== 'Canceled') return done({ state: 'running' });
  const reason = await reasonOf(arm, found);
  const message = `${question.what} is ${state}. ${reason?.text ?? 'The service gives no reason.'}`;
  return refused(question.slug, capitalised(message), remedyFor(reason?.text ?? ''));
}

async function reasonOf(
  arm: Arm,
  found: Provisioned<unknown> | undefined,
): Promise<{ readonly text: string } | undefined> {
  const address = found?.properties?.['AzureAsyncOperationUri'];
  if (!address) return undefined;
  // Best effort: the address belongs to the subscription, where the app may have no right to read.
  const operation = await orAbsent('read the operation', () => arm.read(address)).catch(() => undefined);
  const { code, message } = (operation as { error?: { code?: unknown; message?: unknown } } | undefined)?.error ?? {};
  return code || message ? { text: shortText(`${code ?? 'Failed'}: ${message ?? ''}`) } : undefined;
}

/** What to do, by what the service says. Source: Microsoft Learn, "Troubleshoot online endpoint deployment". */
const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /ImageBuildFailure|No Environment Image/i,
    "Look at the image build's log: mostly a requirement that cannot be installed.",
  ],
  [/OutOfQuota|quota/i, 'Ask for more quota of this machine family, or choose another instance type.'],
  [/capacity/i, 'The region has no machine of this type free now: try later, or choose another instance type.'],
  [
    /pull permission|authorization|SecretsInjection|permission/i,
    "Look at the roles of the endpoint's identity, wait until they work, and release again.",
  ],
  [/driver program/i, 'The environment needs the routes of its container (inferenceConfig).'],
  [/ResourceNotReady|container|probe/i, 'The container did not become ready: read its log, kept with this release.'],
  [/unrecoverable|initial provisioning|recreate/i, 'Delete it, and release again.'],
];

const remedyFor = (text: string): string =>
  remedies.find(([pattern]) => pattern.test(text))?.[1] ??
  'Read what the service says and the logs kept with this release.';

const capitalised = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
