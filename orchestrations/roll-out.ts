import {
  awaitApproval,
  awaitResume,
  beginTraffic,
  checkTraffic,
  closeRollout,
  type HeldStep,
  hearCommand,
  holdStep,
  type OfTraffic,
  type RolledOut,
} from '../domain/contracts.ts';
import type { Outcome } from '../domain/outcome.ts';
import { paces } from '../domain/pace.ts';
import { holdNameOf, nameOf, type RolloutStep, trafficOf } from '../domain/rollout.ts';
import { all, type Context, call, type Steps, subBranch, timeOf, until } from './call.ts';

/** Walks the traffic over to the candidate, step by step. A refusal on the way leaves it to the caller to go back. */
export function* rollOut(context: Context): Steps<Outcome<object>> {
  const input = context.df.getInput<RolledOut>();
  const rolledOutSince = timeOf(context);
  for (const [index, step] of input.rollout.steps.entries()) {
    const held = { ...input, rolledOutSince, heldSince: timeOf(context), stepNumber: index };
    const agreed = yield* agree(context, step, held);
    if (agreed.kind === 'refused') return agreed;
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
  return yield* call(context, closeRollout, { releaseId: input.releaseId });
}

/** Before a step: somebody may have to agree to it, and somebody may have said that it must not be, or not yet. */
function* agree(context: Context, step: RolloutStep, held: HeldStep): Steps<Outcome<object>> {
  if (step.approvalExpiresInSeconds !== undefined) return yield* wait(context, awaitApproval, held);
  const heard = yield* call(context, hearCommand, held);
  if (heard.kind === 'refused' || heard.value.state === 'done') return heard;
  return yield* wait(context, awaitResume, held);
}

type Waiting = typeof awaitApproval | typeof awaitResume | typeof holdStep;

function* wait(context: Context, waiting: Waiting, input: HeldStep): Steps<Outcome<object>> {
  const id = `${context.df.instanceId}-${waiting.name}-${input.stepNumber}`;
  return yield* all(context, [subBranch(waiting, { input, waitedInSeconds: 0 }, id)]);
}

function* shift(context: Context, change: OfTraffic): Steps<Outcome<object>> {
  const begun = yield* call(context, beginTraffic, change);
  return begun.kind === 'refused' ? begun : yield* until(context, checkTraffic, change, paces.traffic);
}
