import { checkApproval } from '../domain/contracts.ts';
import type { Outcome } from '../domain/outcome.ts';
import { paces } from '../domain/pace.ts';
import { type Context, type Steps, untilAtLast } from './call.ts';

/** Waits until somebody has agreed to a step of the rollout or refused it, or has let it expire. */
export function* awaitApproval(context: Context): Steps<Outcome<object>> {
  return yield* untilAtLast(context, checkApproval, paces.approval);
}
