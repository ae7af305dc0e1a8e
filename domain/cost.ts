import type { Manifest } from './manifest.ts';

/** What was measured of an endpoint's use. Hours without a measurement are not hours without requests. */
export interface Use {
  readonly hours: number;
  /** Hours in which Azure Monitor knew of a running instance. */
  readonly measuredHours: number;
  readonly hasRequests: boolean;
}

/** How an endpoint is used, where it may be said. */
export interface UseVerdict {
  readonly word: 'in use' | 'idle' | 'unknown';
  /** In numbers. */
  readonly reason: string;
}

/** So much of the time must have been measured: a gap may hide a request. */
const shareMeasured = 0.95;

/**
 * Whether nobody uses an endpoint. What was not measured is not idle, and what has not been live for so long cannot have
 * been idle for so long.
 */
export function judgeUse(use: Use | undefined, liveInSeconds: number, idleAfterInSeconds: number): UseVerdict {
  if (liveInSeconds < idleAfterInSeconds) return { word: 'unknown', reason: 'it has not been live for long enough' };
  if (!use) return { word: 'unknown', reason: 'its use could not be measured' };
  if (use.hasRequests) return { word: 'in use', reason: 'it had requests' };
  const share = use.hours > 0 ? use.measuredHours / use.hours : 0;
  const measured = `${use.measuredHours} of ${use.hours} hours were measured`;
  return share < shareMeasured
    ? { word: 'unknown', reason: measured }
    : { word: 'idle', reason: `no request in ${use.hours} hours; ${measured}` };
}

/** What was said and done about an endpoint that nobody uses. ISO times. */
export interface IdleNote {
  readonly toldAt: string;
  readonly scaledAt?: string;
}
export type IdleAction = 'tell' | 'wait' | 'scaleToOne' | 'retire';

/** Timers are early or late by minutes; a day is still a day. */
const graceInMs = 24 * 3_600_000 - 15 * 60_000;

/**
 * The next step about an idle endpoint. People are told first; at least a day lies between any two steps, and the manifest
 * says how far it goes. A time that lies ahead is a clock that was wrong: it counts from now.
 */
export function nextAboutIdle(
  onIdle: Manifest['cost']['onIdle'],
  before: IdleNote | undefined,
  now: Date,
  hasSeveralInstances: boolean,
): { readonly action: IdleAction; readonly note: IdleNote } {
  const at = now.toISOString();
  const last = before?.scaledAt ?? before?.toldAt;
  if (!before || last === undefined || last > at) return { action: 'tell', note: { toldAt: at } };
  const isOver = now.getTime() - Date.parse(last) >= graceInMs;
  if (onIdle === 'notify' || !isOver) return { action: 'wait', note: before };
  if (hasSeveralInstances && before.scaledAt === undefined)
    return { action: 'scaleToOne', note: { ...before, scaledAt: at } };
  return { action: onIdle === 'retire' ? 'retire' : 'wait', note: before };
}
