import { type AwaitedRoles, checkRoles } from '../domain/contracts.ts';
import { done, type Outcome } from '../domain/outcome.ts';
import { nextPause, paces } from '../domain/pace.ts';
import { beginAnew, type Context, call, type Steps, sleep, timedOut } from './call.ts';

/** After this many looks the orchestration begins anew: the whole history is replayed at each, and a week has hundreds. */
const looksAtOnce = 25;

/** Waits until an administrator has granted what a release lacks, a week if need be. */
export function* awaitRoles(context: Context): Steps<Outcome<object>> {
  const { roles, waitedInSeconds } = context.df.getInput<AwaitedRoles>();
  let waited = waitedInSeconds;
  for (let looks = 0; looks < looksAtOnce; looks += 1) {
    const pause = nextPause(paces.permission, waited);
    if (pause === undefined) return timedOut(checkRoles.name, paces.permission);
    yield* sleep(context, pause);
    waited += pause;
    const answer = yield* call(context, checkRoles, roles);
    if (answer.kind === 'refused') return answer;
    if (answer.value.state === 'done') return done({});
  }
  beginAnew(context, { roles, waitedInSeconds: waited });
  return done({});
}
