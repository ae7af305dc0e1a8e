import type { OfRelease } from '../domain/contract.ts';
import {
  assignRoles,
  awaitRoles,
  beginEndpoint,
  checkEndpoint,
  type Grants,
  type OfEndpoint,
  parkRelease,
  recordRelease,
} from '../domain/contracts.ts';
import { done, type Outcome, refused } from '../domain/outcome.ts';
import { paces } from '../domain/pace.ts';
import type { Plan } from '../domain/plan.ts';
import { all, type Context, call, type Steps, subBranch, until } from './call.ts';

type Prepared = Outcome<{ principalId?: string }>;

/**
 * Makes sure that the endpoint is there and that its identity has its roles. A user-assigned identity gets them first,
 * because Azure needs them while it creates; a system-assigned one only exists once the endpoint does.
 */
export function* prepareEndpoint(context: Context): Steps<Prepared> {
  const { releaseId, plan } = context.df.getInput<OfRelease & { plan: Plan }>();
  const target = { releaseId, endpoint: { workspaceId: plan.workspaceId, name: plan.endpoint.name } };
  if (plan.principalId !== undefined) {
    const granted = yield* grant(context, target, plan, plan.principalId);
    return granted.kind === 'refused' ? granted : yield* ensure(context, target, plan);
  }
  const ensured = yield* ensure(context, target, plan);
  if (ensured.kind === 'refused') return ensured;
  const { principalId } = ensured.value;
  if (principalId === undefined) return withoutIdentity(plan);
  const granted = yield* grant(context, target, plan, principalId);
  return granted.kind === 'refused' ? granted : ensured;
}

function* ensure(context: Context, target: OfEndpoint, plan: Plan): Steps<Prepared> {
  const begun = yield* call(context, beginEndpoint, { releaseId: target.releaseId, plan });
  return begun.kind === 'refused' ? begun : yield* until(context, checkEndpoint, target, paces.endpoint);
}

function* grant(context: Context, target: OfEndpoint, plan: Plan, principalId: string): Steps<Outcome<object>> {
  if (plan.roles.length === 0) return done({});
  const assigned = yield* call(context, assignRoles, { ...target, principalId, roles: plan.roles });
  if (assigned.kind === 'refused') return assigned;
  const { lacking } = assigned.value;
  return lacking.length === 0
    ? done({})
    : yield* waitForPermission(context, { ...target, principalId, roles: lacking });
}

/** Nobody has to come back here: as soon as an administrator has granted what lacks, the release goes on by itself. */
function* waitForPermission(context: Context, lacking: Grants): Steps<Outcome<object>> {
  const parked = yield* call(context, parkRelease, lacking);
  if (parked.kind === 'refused') return parked;
  const waited = yield* all(context, [
    subBranch(awaitRoles, { input: lacking, waitedInSeconds: 0 }, `${context.df.instanceId}-roles`),
  ]);
  if (waited.kind === 'done') yield* call(context, recordRelease, { releaseId: lacking.releaseId, state: 'running' });
  return waited;
}

const withoutIdentity = (plan: Plan): Prepared =>
  plan.roles.length === 0
    ? done({})
    : refused(
        'endpoint-conflict',
        `Endpoint ${plan.endpoint.name} has no identity, so that roles cannot be given to it.`,
        'Delete the endpoint, or deploy under another name: an identity cannot be added later.',
      );
