import {
  beginDeleteDeployment,
  beginDeleteEndpoint,
  beginRestoreTraffic,
  checkDeletedDeployment,
  checkDeletedEndpoint,
  checkRestoredTraffic,
  fetchLogs,
  type OfDeployment,
  type OfEndpoint,
  removeRoles,
} from '../domain/contracts.ts';
import { paces } from '../domain/pace.ts';
import type { Plan } from '../domain/plan.ts';
import { type Context, call, type Steps, sleep, until } from './call.ts';

/**
 * The way back of one change. Each does what it can: its activities record how they ended, and whatever one of them
 * could not do, the next is done all the same. Models and environments are left: they are named by their content, cost
 * nothing, and serve the next try.
 */
export type Undo = (context: Context) => Steps<void>;

/** Registered in the order of the changes: the endpoint first, its roles after. The way back goes the other way round. */
export function undoEndpoint(input: OfEndpoint, plan: Plan): readonly Undo[] {
  const roles = plan.roles.length > 0 ? [takeRolesBack(input, plan)] : [];
  return plan.endpoint.action === 'create' ? [deleteEndpoint(input), ...roles] : roles;
}

const takeRolesBack = (input: OfEndpoint, plan: Plan): Undo =>
  function* (context) {
    const identity = plan.principalId === undefined ? {} : { principalId: plan.principalId };
    yield* call(context, removeRoles, { ...input, ...identity, roles: plan.roles });
  };

const deleteEndpoint = (input: OfEndpoint): Undo =>
  function* (context) {
    const begun = yield* call(context, beginDeleteEndpoint, input);
    if (begun.kind === 'done') yield* until(context, checkDeletedEndpoint, input, paces.deletion);
  };

/** A deployment that failed may go on costing money, and its logs are gone with it: so they are fetched first. */
export const deleteDeployment = (target: OfDeployment): Undo =>
  function* (context) {
    yield* call(context, fetchLogs, target);
    const begun = yield* call(context, beginDeleteDeployment, target);
    if (begun.kind === 'done') yield* until(context, checkDeletedDeployment, target, paces.deletion);
  };

/**
 * Callers depend on this one, so a refusal is not its end: it is tried for half an hour. Requests are no longer copied to
 * the candidate either.
 */
export const restoreTraffic = (input: OfEndpoint, plan: Plan): Undo =>
  function* (context) {
    const change = { ...input, traffic: plan.traffic.before, mirror: {} };
    for (let tries = 1; tries <= triesToRestore; tries += 1) {
      const begun = yield* call(context, beginRestoreTraffic, change);
      const shown = begun.kind === 'done' ? yield* until(context, checkRestoredTraffic, change, paces.traffic) : begun;
      if (shown.kind === 'done') return;
      if (tries < triesToRestore) yield* sleep(context, beforeNextTryInSeconds);
    }
  };
const triesToRestore = 6;
const beforeNextTryInSeconds = 300;
