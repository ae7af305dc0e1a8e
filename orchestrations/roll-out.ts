import {
  awaitApproval,
  beginTraffic,
  checkTraffic,
  type HeldStep,
  holdStep,
  type OfTraffic,
  type RolledOut,
} from '../domain/contracts.ts';
import { done, type Outcome } from '../domain/outcome.ts';
import { paces } from '../domain/pace.ts';
import { holdNameOf, nameOf, trafficOf } from '../domain/rollout.ts';
import { all, type Context, call, type Steps, subBranch, timeOf, until } from './call.ts';

/** Walks the traffic over to the candidate, step by step. A refusal on the way leaves it to the caller to go back. */
export function* rollOut(context: Context): Steps<Outcome<object>> {
  const input = context.df.getInput<RolledOut>();
  const rolledOutSince = timeOf(context);
  for (const [index, step] of input.rollout.steps.entries()) {
    const held = { ...input, rolledOutSince, heldSince: timeOf(context), stepNumber: index };
    const asked = step.approvalExpiresInSeconds === undefined ? done({}) : yield* wait(context, awaitApproval, held);
    if (asked.kind === 'refused') return asked;
    const { releaseId, endpoint } = input;
    const change = { releaseId, endpoint, ...trafficOf(step, input.deployment, input.stable), step: nameOf(step) };
    const shifted = yield* shift(context, change);
    if (shifted.kind === 'refused') return shifted;
    if (step.holdInSeconds === 0) continue;
    const judged = yield* wait(context, holdStep, {
      ...held,
      heldSince: timeOf(context),
      step: holdNameOf(step),
    });
    if (judged.kind === 'refused') return judged;
  }
  return done({});
}

type Waiting = typeof awaitApproval | typeof holdStep;

function* wait(context: Context, waiting: Waiting, input: HeldStep): Steps<Outcome<object>> {
  const id = `${context.df.instanceId}-${waiting.name}-${input.stepNumber}`;
  return yield* all(context, [subBranch(waiting, { input, waitedInSeconds: 0 }, id)]);
}

function* shift(context: Context, change: OfTraffic): Steps<Outcome<object>> {
  const begun = yield* call(context, beginTraffic, change);
  return begun.kind === 'refused' ? begun : yield* until(context, checkTraffic, change, paces.traffic);
}
