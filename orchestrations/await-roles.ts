import { checkRoles } from '../domain/contracts.ts';
import type { Outcome } from '../domain/outcome.ts';
import { paces } from '../domain/pace.ts';
import { type Context, type Steps, untilAtLast } from './call.ts';

/** Waits until an administrator has granted what a release lacks, a week if need be. */
export function* awaitRoles(context: Context): Steps<Outcome<object>> {
  return yield* untilAtLast(context, checkRoles, paces.permission);
}
