import type { OrchestrationContract } from '../domain/contract.ts';
import {
  type reconcileEndpoint as contract,
  deployRelease,
  type Rest,
  type RestEnding,
  recordRelease,
  recordRest,
  removePrevious,
  restoreEndpoint,
  retireEndpoint,
  rollBack,
  scaleToOne,
  settleIntent,
  takeIntent,
} from '../domain/contracts.ts';
import type { Intent } from '../domain/intent.ts';
import type { FaultSlug, Outcome } from '../domain/outcome.ts';
import { beginAnew, type Context, call, run, type Steps, sleep } from './call.ts';

type Input = Parameters<NonNullable<typeof contract.shape>>[0];

/**
 * The one writer of an endpoint: takes what is wanted next, carries it out, and looks again, until nothing is wanted.
 * Started anew for every intent, so that its history stays short.
 */
export function* reconcileEndpoint(context: Context): Steps<object> {
  const { endpoint } = context.df.getInput<Input>();
  const taken = yield* call(context, takeIntent, { endpoint });
  if (taken.kind === 'refused' || taken.value.intent === undefined) return {};
  const { intent } = taken.value;
  const isSettled = yield* waysToCarryOut[intent.kind](context, intent);
  const { kind, releaseId } = intent;
  if (isSettled) yield* call(context, settleIntent, { kind, endpoint, releaseId });
  beginAnew(context, { endpoint });
  return {};
}

type WayToCarryOut = (context: Context, intent: Intent) => Steps<boolean>;

/** What no further try will change. */
const final: readonly FaultSlug[] = [
  'not-ours',
  'nothing-released',
  'nothing-retired',
  'endpoint-conflict',
  'missing-permission',
];
const mostTries = 5;

/** What only trouble stopped goes on after a while, from what is left to do. At last, people are told. */
function rest(orchestration: OrchestrationContract<Rest, Outcome<object>>, failed: RestEnding): WayToCarryOut {
  return function* (context, intent) {
    const { releaseId, endpoint, requestedAt, attempt, reason = 'Somebody asked for it.' } = intent;
    const id = `${orchestration.name}-${releaseId}-${requestedAt.replaceAll(/\W/g, '')}-${attempt}`;
    const ran = yield* run(context, orchestration, { releaseId, endpoint, reason, requestedAt }, id);
    const ending = ran.kind === 'done' ? ran.value : ran;
    if (ending.kind === 'done') return true;
    const { fault } = ending;
    if (attempt < mostTries && !final.includes(fault.slug)) {
      yield* sleep(context, beforeNextTryInSeconds);
      return false;
    }
    yield* call(context, recordRest, { releaseId, endpoint, ending: failed, fault });
    return true;
  };
}

/** What cannot be removed now, the timer asks for again. */
function* tidyUp(context: Context, { releaseId, endpoint }: Intent): Steps<true> {
  yield* call(context, removePrevious, { releaseId, endpoint });
  return true;
}

function* carryOut(context: Context, intent: Intent): Steps<true> {
  const { releaseId, endpoint } = intent;
  const ending = yield* run(context, deployRelease, { releaseId, endpoint }, `deploy-${releaseId}-${intent.attempt}`);
  // An orchestration that broke off could not record its own end; no release is left without one.
  if (ending.kind === 'refused')
    yield* call(context, recordRelease, { releaseId, state: 'refused', fault: ending.fault });
  return true;
}

/** Before the next try at a roll-back that could not be completed. */
const beforeNextTryInSeconds = 300;

/** A roll-back that only trouble stopped is tried again until it is done; without a way back there is nothing to try. */
function* goBack(context: Context, intent: Intent): Steps<boolean> {
  const { releaseId, endpoint, attempt, reason = 'Somebody asked for it.' } = intent;
  const ending = yield* run(context, rollBack, { releaseId, endpoint, reason }, `roll-back-${releaseId}-${attempt}`);
  const fault = ending.kind === 'refused' ? ending.fault : ending.value.fault;
  if (fault === undefined || fault.slug === 'no-way-back') return true;
  yield* sleep(context, beforeNextTryInSeconds);
  return false;
}

const waysToCarryOut: Readonly<Record<Intent['kind'], WayToCarryOut>> = {
  deploy: carryOut,
  rollBack: goBack,
  removePrevious: tidyUp,
  retire: rest(retireEndpoint, 'notRetired'),
  restore: rest(restoreEndpoint, 'notRestored'),
  scaleToOne: rest(scaleToOne, 'notScaledToOne'),
};
