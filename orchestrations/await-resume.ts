import { hearCommand } from '../domain/contracts.ts';
import type { Outcome } from '../domain/outcome.ts';
import { paces } from '../domain/pace.ts';
import { type Context, type Steps, untilAtLast } from './call.ts';

/** Waits while somebody has paused a rollout before one of its steps. */
export function* awaitResume(context: Context): Steps<Outcome<object>> {
  return yield* untilAtLast(context, hearCommand, paces.hold);
}
