import {
  beginDeployment,
  checkDeployment,
  compareContracts,
  createEnvironment,
  diagnoseDeployment,
  makePlan,
  type OfDeployment,
  type OfEndpoint,
  preflight,
  prepareEndpoint,
  type ReleaseEnd,
  type RolledOut,
  recordRelease,
  registerModel,
  removeSuperseded,
  rollOut,
  smokeTest,
  watchRelease,
} from '../domain/contracts.ts';
import { done, type Outcome } from '../domain/outcome.ts';
import { paces } from '../domain/pace.ts';
import type { Plan } from '../domain/plan.ts';
import { all, branch, type Context, call, type Steps, sleep, subBranch, until } from './call.ts';
import { deleteDeployment, restoreTraffic, type Undo, undoEndpoint } from './undo.ts';

/** Brings one package to one endpoint, or leaves everything as it was. */
export function* deployRelease(context: Context): Steps<ReleaseEnd> {
  const input = context.df.getInput<OfEndpoint>();
  const { releaseId } = input;
  const undo: Undo[] = [];
  yield* call(context, recordRelease, { releaseId, state: 'running' });
  const ending = yield* deploy(context, input, undo);
  if (ending.kind === 'done') {
    yield* call(context, recordRelease, { releaseId, state: 'succeeded' });
    return { state: 'succeeded' };
  }
  const { fault } = ending;
  if (undo.length > 0) yield* call(context, recordRelease, { releaseId, state: 'undoing', fault });
  for (const step of undo.reverse()) yield* step(context);
  yield* call(context, recordRelease, { releaseId, state: 'refused', fault });
  return { state: 'refused', fault };
}

/** The way forward. Every change registers its undo before it is made, because it may take hold even when its call fails. */
function* deploy(context: Context, input: OfEndpoint, undo: Undo[]): Steps<Outcome<Plan>> {
  const planned = yield* call(context, makePlan, { releaseId: input.releaseId });
  if (planned.kind === 'refused') return planned;
  const plan = planned.value;
  const target = { ...input, deployment: plan.deployment.name };

  const looked = yield* call(context, preflight, { releaseId: input.releaseId, plan });
  if (looked.kind === 'refused') return looked;

  if (plan.stable !== undefined) {
    const compared = yield* call(context, compareContracts, { ...input, deployment: plan.stable });
    if (compared.kind === 'refused') return compared;
  }

  undo.push(...undoEndpoint(input, plan));
  const prepared = yield* prepare(context, input, plan);
  if (prepared.kind === 'refused') return prepared;

  if (plan.deployment.action === 'create') undo.push(deleteDeployment(target));
  const created = yield* create(context, target, { ...plan.deployment.body, ...prepared.value });
  if (created.kind === 'refused') return created;

  const tested = yield* until(context, smokeTest, target, paces.smokeTest);
  if (tested.kind === 'refused') return tested;

  undo.push(restoreTraffic(input, plan));
  const rolledOut = yield* all(context, [
    subBranch(rollOut, rolloutIn(target, plan), `${context.df.instanceId}-rollout`),
  ]);
  if (rolledOut.kind === 'refused') return rolledOut;

  yield* call(context, watchRelease, { releaseId: input.releaseId, live: liveOf(target, plan) });
  yield* call(context, removeSuperseded, { ...input, keep: [plan.deployment.name, plan.previous ?? ''] });
  return done(plan);
}

/** What a deployment stands on, all at the same time. */
function* prepare(context: Context, input: OfEndpoint, plan: Plan): Steps<Outcome<Assets>> {
  const { releaseId } = input;
  const ready = yield* all<readonly [{ id: string }, { id: string }, object]>(context, [
    branch(registerModel, { releaseId, plan }),
    branch(createEnvironment, { releaseId, plan }),
    subBranch(prepareEndpoint, { releaseId, plan }, `${context.df.instanceId}-endpoint`),
  ]);
  if (ready.kind === 'refused') return ready;
  const [model, environment] = ready.value;
  return done({ modelId: model.id, environmentId: environment.id });
}
interface Assets {
  readonly modelId: string;
  readonly environmentId: string;
}

function* create(
  context: Context,
  target: OfEndpoint & { deployment: string },
  request: Plan['deployment']['body'] & Assets,
): Steps<Outcome<object>> {
  const first = yield* createOnce(context, target, request);
  if (first.kind === 'done') return first;
  const diagnosed = yield* call(context, diagnoseDeployment, { ...target, fault: first.fault });
  if (diagnosed.kind === 'refused') return first;
  if (!diagnosed.value.tryAgain) return { kind: 'refused', fault: diagnosed.value.fault };
  // A deployment that failed when it was created cannot be written again.
  yield* deleteDeployment(target)(context);
  yield* sleep(context, beforeNextTryInSeconds);
  return yield* createOnce(context, target, request);
}

/** What the doctor calls curable by waiting, is a role that spreads or a region that is short of machines. */
const beforeNextTryInSeconds = 300;

function* createOnce(
  context: Context,
  target: OfEndpoint & { deployment: string },
  request: Plan['deployment']['body'] & Assets,
): Steps<Outcome<object>> {
  const begun = yield* call(context, beginDeployment, { ...target, request });
  return begun.kind === 'refused' ? begun : yield* until(context, checkDeployment, target, paces.deployment);
}

const liveOf = ({ releaseId, endpoint, deployment }: OfDeployment, { rollout, previous }: Plan) => ({
  endpoint,
  releaseId,
  deployment,
  health: rollout.health,
  ...(previous === undefined ? {} : { previous }),
});

const rolloutIn = (target: OfDeployment, { rollout, stable }: Plan): RolledOut => ({
  ...target,
  rollout,
  ...(stable === undefined ? {} : { stable }),
});
