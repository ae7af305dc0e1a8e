import {
  beginDeleteDeployment,
  beginDeleteEndpoint,
  beginDrain,
  checkDeletedDeployment,
  checkDeletedEndpoint,
  checkRestoredTraffic,
  type PlannedRetirement,
  planRetirement,
  type Rest,
  recordRest,
  revokeRoles,
} from '../domain/contracts.ts';
import { done, type Outcome } from '../domain/outcome.ts';
import { paces } from '../domain/pace.ts';
import { numbered } from '../domain/retirement.ts';
import { type Context, call, type Steps, sleep, until } from './call.ts';

/**
 * Puts an endpoint to rest: writes down what is there, takes the traffic away, waits for the last requests, deletes the
 * deployments, takes the roles back, and deletes the endpoint. Broken off anywhere, it goes on from what is left.
 */
export function* retireEndpoint(context: Context): Steps<Outcome<object>> {
  const input = context.df.getInput<Rest>();
  const { releaseId, endpoint } = input;
  const planned = yield* call(context, planRetirement, input);
  if (planned.kind === 'refused') return planned;
  const plan = planned.value;
  const target = { releaseId, endpoint };
  const emptied = plan.isThere ? yield* empty(context, target, plan) : done({});
  if (emptied.kind === 'refused') return emptied;
  const taken = yield* call(context, revokeRoles, { ...target, step: numbered('take the roles back', plan) });
  if (taken.kind === 'refused') return taken;
  const deleted = plan.isThere ? yield* remove(context, target, plan) : done({});
  if (deleted.kind === 'refused') return deleted;
  return yield* call(context, recordRest, { ...target, ending: 'retired' });
}

type Target = Pick<Rest, 'releaseId' | 'endpoint'>;

/** A deployment that gets requests cannot be deleted; one that still answers some should not be. */
function* empty(context: Context, target: Target, plan: PlannedRetirement): Steps<Outcome<object>> {
  const change = { ...target, traffic: {}, mirror: {}, step: numbered('take the traffic away', plan) };
  const begun = yield* call(context, beginDrain, change);
  if (begun.kind === 'refused') return begun;
  const drained = yield* until(context, checkRestoredTraffic, change, paces.traffic);
  if (drained.kind === 'refused') return drained;
  yield* sleep(context, plan.drainInSeconds);
  const goers = plan.deployments.map((deployment) => ({
    ...target,
    deployment,
    step: numbered(`delete deployment ${deployment}`, plan),
  }));
  for (const goer of goers) {
    const deleting = yield* call(context, beginDeleteDeployment, goer);
    if (deleting.kind === 'refused') return deleting;
  }
  for (const goer of goers) {
    const gone = yield* until(context, checkDeletedDeployment, goer, paces.deletion);
    if (gone.kind === 'refused') return gone;
  }
  return done({});
}

function* remove(context: Context, target: Target, plan: PlannedRetirement): Steps<Outcome<object>> {
  const going = { ...target, step: numbered('delete endpoint', plan) };
  const begun = yield* call(context, beginDeleteEndpoint, going);
  return begun.kind === 'refused' ? begun : yield* until(context, checkDeletedEndpoint, going, paces.deletion);
}
