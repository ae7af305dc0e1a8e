import { judgeStep } from '../domain/contracts.ts';
import type { Outcome } from '../domain/outcome.ts';
import { paces } from '../domain/pace.ts';
import { type Context, type Steps, untilAtLast } from './call.ts';

/** Stays at a share of the traffic, asking the judge every minute, until the step is over or the candidate must go. */
export function* holdStep(context: Context): Steps<Outcome<object>> {
  return yield* untilAtLast(context, judgeStep, paces.hold);
}
