import { createFuture, type Future, settle, settledFuture } from './future.ts';
import type { Walk } from './walk.ts';

/** Waits for an event. The backend ignores the case of its name; the SDK does not. */
export function awaitEvent(walk: Walk, name: string): Future {
  const key = name.toLowerCase();
  const early = walk.earlyEvents.get(key);
  if (early && early.length > 0) return settledFuture(early.shift());
  const waiter = createFuture();
  const waiters = walk.waiters.get(key);
  if (waiters) waiters.push(waiter);
  else walk.waiters.set(key, [waiter]);
  return waiter;
}

/** The latest to wait is served first; without a waiter the event is kept. */
export function raiseEvent(walk: Walk, name: string, value: unknown): void {
  const key = name.toLowerCase();
  const waiter = walk.waiters.get(key)?.pop();
  if (waiter) {
    settle(waiter, value);
    return;
  }
  const early = walk.earlyEvents.get(key);
  if (early) early.push(value);
  else walk.earlyEvents.set(key, [value]);
}
