import { type Action, actionTypes } from '../actions.ts';
import { performCallEntity, performLock, performSignalEntity, releaseLocks } from './entity-actions.ts';
import { awaitEvent } from './external-events.ts';
import { createFuture, type Future, settle, settledFuture, whenSettled } from './future.ts';
import { performHttp } from './http-action.ts';
import { performWithRetry } from './retry.ts';
import { performCancelledTimer, performTimer } from './timer.ts';
import { type Call, schedule, type Walk } from './walk.ts';

/** Performs one action the way the extension does (`OutOfProcOrchestrationShim`), and so gives it its numbers. */
export function perform(walk: Walk, action: Action): Future {
  walk.performedActions++;
  switch (action.actionType) {
    case actionTypes.CallActivity:
      return performActivity(walk, action, (call) => call());
    case actionTypes.CallActivityWithRetry:
      return performActivity(walk, action, (call) => retried(walk, action, call));
    case actionTypes.CallSubOrchestrator:
      return performOrchestration(walk, action, (call) => call());
    case actionTypes.CallSubOrchestratorWithRetry:
      return performOrchestration(walk, action, (call) => retried(walk, action, call));
    case actionTypes.CreateTimer: {
      const fireAt = Date.parse(action.fireAt ?? '');
      return action.isCanceled ? performCancelledTimer(walk, fireAt) : performTimer(walk, fireAt);
    }
    case actionTypes.WaitForExternalEvent:
      return awaitEvent(walk, action.externalEventName ?? '');
    case actionTypes.CallHttp:
      return action.httpRequest ? performHttp(walk, action.httpRequest) : settledFuture();
    case actionTypes.WhenAll:
      return performAll(walk, action.compoundActions ?? []);
    case actionTypes.WhenAny:
      return performAny(walk, action.compoundActions ?? []);
    default:
      return performWithoutTask(walk, action);
  }
}

function performWithoutTask(walk: Walk, action: Action): Future {
  switch (action.actionType) {
    case actionTypes.ContinueAsNew:
      walk.continueAsNewInput = JSON.stringify(action.input ?? null);
      return settledFuture();
    case actionTypes.CallEntity:
      return performCallEntity(walk, action);
    case actionTypes.SignalEntity:
      return performSignalEntity(walk, action);
    case actionTypes.LockEntities:
      return performLock(walk, action);
    case actionTypes.ReleaseEntities:
      return releaseLocks(walk);
    default:
      throw new Error(`Received an unexpected action type from the out-of-proc function: '${action.actionType}'.`);
  }
}

type Attempts = (call: () => Future) => Future;

function performActivity(walk: Walk, action: Action, attempts: Attempts): Future {
  const name = action.functionName ?? '';
  const input = JSON.stringify(action.input ?? null);
  if (isRefused(walk, { kind: 'activity', name })) return settledFuture();
  return attempts(() => schedule(walk, { kind: 'activity', name, input }));
}

function performOrchestration(walk: Walk, action: Action, attempts: Attempts): Future {
  const name = action.functionName ?? '';
  const input = JSON.stringify(action.input ?? null);
  const { instanceId: given, version } = action;
  if (isRefused(walk, { kind: 'orchestration', name, ...(given ? { instanceId: given } : {}) })) return settledFuture();
  return attempts(() => {
    const instanceId = given || `${walk.settings.executionId}:${walk.nextId}`;
    return schedule(walk, { kind: 'orchestration', name, input, instanceId, ...(version ? { version } : {}) });
  });
}

function retried(walk: Walk, action: Action, call: () => Future): Future {
  return action.retryOptions ? performWithRetry(walk, action.retryOptions, call) : call();
}

// The extension refuses inside the task and swallows the error: no number is taken and nobody hears of it.
function isRefused(walk: Walk, call: Call): boolean {
  const refusal = walk.settings.refusalOf(call);
  if (refusal !== undefined) walk.refusals.push(refusal);
  return refusal !== undefined;
}

/** Waits for every child, failed or not, although the SDK throws at the first failure. */
function performAll(walk: Walk, actions: readonly Action[]): Future {
  const done = createFuture();
  let left = actions.length;
  const children = actions.map((action) => perform(walk, action));
  for (const child of children) {
    whenSettled(child, () => {
      left--;
      if (left === 0) settle(done);
    });
  }
  return done;
}

function performAny(walk: Walk, actions: readonly Action[]): Future {
  const done = createFuture();
  const children = actions.map((action) => perform(walk, action));
  for (const child of children) whenSettled(child, () => settle(done));
  return done;
}
