import {
  beginRestoreTraffic,
  checkRestoredTraffic,
  planRollBack,
  probeDeployment,
  type RollBackEnd,
  type RolledBack,
  recordRelease,
  watchRestored,
} from '../domain/contracts.ts';
import { done, type Outcome, refused } from '../domain/outcome.ts';
import { paces } from '../domain/pace.ts';
import { type Context, call, type Steps, until } from './call.ts';

/**
 * Goes back from a release to the deployment before it: asks it first, moves the traffic, reads it back, and asks again
 * through the front. What cannot be completed says so, and is tried again.
 */
export function* rollBack(context: Context): Steps<RollBackEnd> {
  const input = context.df.getInput<RolledBack>();
  const { releaseId, reason } = input;
  yield* call(context, recordRelease, { releaseId, state: 'rollingBack' });
  const ending = yield* goBack(context, input);
  if (ending.kind === 'refused') {
    yield* call(context, recordRelease, { releaseId, state: 'succeeded', fault: ending.fault });
    return { state: 'notRolledBack', fault: ending.fault };
  }
  const { fault } = refused('rolled-back', reason, 'Find out why, mend the flow, and release it anew.');
  yield* call(context, recordRelease, { releaseId, state: 'rolledBack', fault });
  return { state: 'rolledBack' };
}

function* goBack(context: Context, input: RolledBack): Steps<Outcome<object>> {
  const { releaseId, endpoint } = input;
  const planned = yield* call(context, planRollBack, input);
  if (planned.kind === 'refused') return planned;
  const wayBack = planned.value;
  const asked = yield* call(context, probeDeployment, { releaseId, endpoint, wayBack });
  if (asked.kind === 'refused') return asked;

  const change = { releaseId, endpoint, traffic: { [wayBack.deployment]: 100 }, mirror: {} };
  const begun = yield* call(context, beginRestoreTraffic, change);
  if (begun.kind === 'refused') return begun;
  const moved = yield* until(context, checkRestoredTraffic, change, paces.traffic);
  if (moved.kind === 'refused') return moved;
  yield* call(context, watchRestored, { releaseId, endpoint, wayBack });
  return done({});
}
