import type { ActivityContract } from '../domain/contract.ts';
import * as contracts from '../domain/contracts.ts';
import type { Outcome } from '../domain/outcome.ts';
import { type Context, call, type Steps } from './call.ts';

/** What may run beside others on its own. */
const activities: readonly ActivityContract<never, unknown>[] = [
  contracts.registerModel,
  contracts.createEnvironment,
  contracts.announce,
];

/** Carries out one activity with all its tries. Whatever becomes of it, it is an outcome and not an error. */
export function* carryOut(context: Context): Steps<Outcome<unknown>> {
  const { activity, input } = context.df.getInput<{ activity: string; input: never }>();
  const contract = activities.find(({ name }) => name === activity);
  if (!contract) throw new Error(`unknown-activity: ${activity} cannot run beside others`);
  return yield* call(context, contract, input);
}
