import {
  type reconcileEndpoint as contract,
  deployRelease,
  recordRelease,
  settleIntent,
  takeIntent,
} from '../domain/contracts.ts';
import type { Intent } from '../domain/release.ts';
import { beginAnew, type Context, call, run, type Steps } from './call.ts';

type Input = Parameters<NonNullable<typeof contract.shape>>[0];

/**
 * The one writer of an endpoint: takes what is wanted next, carries it out, and looks again, until nothing is wanted.
 * Started anew for every intent, so that its history stays short.
 */
export function* reconcileEndpoint(context: Context): Steps<object> {
  const { endpoint } = context.df.getInput<Input>();
  const taken = yield* call(context, takeIntent, { endpoint });
  if (taken.kind === 'refused' || taken.value.intent === undefined) return {};
  yield* carryOut(context, taken.value.intent);
  yield* call(context, settleIntent, { endpoint, releaseId: taken.value.intent.releaseId });
  beginAnew(context, { endpoint });
  return {};
}

function* carryOut(context: Context, intent: Intent): Steps<void> {
  const { releaseId, endpoint } = intent;
  const ending = yield* run(context, deployRelease, { releaseId, endpoint }, `deploy-${releaseId}-${intent.attempt}`);
  // An orchestration that broke off could not record its own end; no release is left without one.
  if (ending.kind === 'refused')
    yield* call(context, recordRelease, { releaseId, state: 'refused', fault: ending.fault });
}
