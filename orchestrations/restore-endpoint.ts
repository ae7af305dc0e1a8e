import {
  assignRoles,
  beginRestoreTraffic,
  checkDeployment,
  checkEndpoint,
  checkRestoredTraffic,
  type PlannedRestoration,
  planRestoration,
  type Rest,
  recordRest,
  remakeDeployment,
  remakeEndpoint,
  smokeTest,
} from '../domain/contracts.ts';
import { handOff } from '../domain/hand-off.ts';
import { done, type Outcome, refused } from '../domain/outcome.ts';
import { paces } from '../domain/pace.ts';
import { numbered } from '../domain/retirement.ts';
import { type Context, call, type Steps, until } from './call.ts';
import { scaleTo } from './scale-to-one.ts';
import { deleteDeployment } from './undo.ts';

/**
 * Brings an endpoint back as it was: the endpoint, its roles, its deployments, and, once the one that served answers as it
 * should, the traffic. Broken off anywhere, it goes on from what is there.
 */
export function* restoreEndpoint(context: Context): Steps<Outcome<object>> {
  const { releaseId, endpoint } = context.df.getInput<Rest>();
  const target = { releaseId, endpoint };
  const planned = yield* call(context, planRestoration, target);
  if (planned.kind === 'refused') return planned;
  const plan = planned.value;
  const scaled = yield* scaleTo(context, target, plan);
  if (scaled.kind === 'refused') return scaled;
  const remade = plan.deployments.length > 0 ? yield* remake(context, target, plan) : done({});
  return remade.kind === 'refused' ? remade : yield* call(context, recordRest, { ...target, ending: 'restored' });
}

type Target = Pick<Rest, 'releaseId' | 'endpoint'>;

function* remake(context: Context, target: Target, plan: PlannedRestoration): Steps<Outcome<object>> {
  const based = yield* remakeBase(context, target, plan);
  if (based.kind === 'refused') return based;
  for (const deployment of plan.deployments) {
    const made = yield* remakeOne(context, { ...target, deployment }, plan);
    if (made.kind === 'refused') return made;
  }
  if (plan.tested !== undefined) {
    const test = { ...target, deployment: plan.tested, step: numbered('smoke test after its return', plan) };
    const tested = yield* until(context, smokeTest, test, paces.smokeTest);
    if (tested.kind === 'refused') return tested;
  }
  const { traffic, mirror } = plan;
  const change = { ...target, traffic, mirror, step: numbered('give the traffic back', plan) };
  const begun = yield* call(context, beginRestoreTraffic, change);
  return begun.kind === 'refused' ? begun : yield* until(context, checkRestoredTraffic, change, paces.traffic);
}

/** An identity that outlived the endpoint has its roles first; one that is made with it, after. */
function* remakeBase(context: Context, target: Target, plan: PlannedRestoration): Steps<Outcome<object>> {
  if (plan.principalId !== undefined) {
    const given = yield* give(context, target, plan, plan.principalId);
    if (given.kind === 'refused') return given;
  }
  const making = { ...target, step: numbered('bring the endpoint back', plan) };
  const begun = yield* call(context, remakeEndpoint, making);
  if (begun.kind === 'refused') return begun;
  const made = yield* until(context, checkEndpoint, making, paces.endpoint);
  if (made.kind === 'refused') return made;
  const { principalId } = made.value;
  if (principalId === undefined || plan.principalId !== undefined) return done({});
  return yield* give(context, target, plan, principalId);
}

function* give(
  context: Context,
  target: Target,
  plan: PlannedRestoration,
  principalId: string,
): Steps<Outcome<object>> {
  const { roles } = plan;
  const step = numbered('give the roles back', plan);
  const assigned = yield* call(context, assignRoles, { ...target, principalId, roles, step });
  if (assigned.kind === 'refused') return assigned;
  const { lacking } = assigned.value;
  if (lacking.length === 0) return done({});
  return refused(
    'missing-permission',
    `Flowferry may not grant ${lacking.map(({ role }) => role).join(', ')}.`,
    `An administrator runs: ${handOff(principalId, lacking).commands.join(' ; ')} and then it is restored again.`,
  );
}

/** What failed when it was made cannot be written again: it is deleted, so that the next try begins anew. */
function* remakeOne(
  context: Context,
  target: Target & { deployment: string },
  plan: PlannedRestoration,
): Steps<Outcome<object>> {
  const making = { ...target, step: numbered(`bring deployment ${target.deployment} back`, plan) };
  const begun = yield* call(context, remakeDeployment, making);
  if (begun.kind === 'refused') return begun;
  const made = yield* until(context, checkDeployment, making, paces.deployment);
  if (made.kind === 'refused') yield* deleteDeployment(target)(context);
  return made;
}
