import {
  beginScale,
  checkDeployment,
  type PlannedScale,
  planScaleToOne,
  type Rest,
  recordRest,
} from '../domain/contracts.ts';
import { done, type Outcome } from '../domain/outcome.ts';
import { paces } from '../domain/pace.ts';
import { numbered } from '../domain/retirement.ts';
import { type Context, call, type Steps, until } from './call.ts';

/** Leaves each deployment of an endpoint one instance: it answers on, for less. */
export function* scaleToOne(context: Context): Steps<Outcome<object>> {
  const input = context.df.getInput<Rest>();
  const { releaseId, endpoint } = input;
  const planned = yield* call(context, planScaleToOne, input);
  if (planned.kind === 'refused') return planned;
  if (Object.keys(planned.value.instances).length === 0) return done({});
  const target = { releaseId, endpoint };
  const scaled = yield* scaleTo(context, target, planned.value);
  return scaled.kind === 'refused' ? scaled : yield* call(context, recordRest, { ...target, ending: 'scaledToOne' });
}

/** Gives deployments so many instances, one after the other. */
export function* scaleTo(
  context: Context,
  target: Pick<Rest, 'releaseId' | 'endpoint'>,
  plan: PlannedScale,
): Steps<Outcome<object>> {
  for (const [deployment, instances] of Object.entries(plan.instances)) {
    const noun = instances === 1 ? 'instance' : 'instances';
    const step = numbered(`scale ${deployment} to ${instances} ${noun}`, plan);
    const change = { ...target, deployment, instances, step };
    const begun = yield* call(context, beginScale, change);
    if (begun.kind === 'refused') return begun;
    const scaled = yield* until(context, checkDeployment, change, paces.deployment);
    if (scaled.kind === 'refused') return scaled;
  }
  return done({});
}
