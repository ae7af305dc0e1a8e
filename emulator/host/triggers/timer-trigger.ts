import type { Clock } from '../../clock.ts';
import type { RegisteredFunction, TypedData } from '../core-protocol.ts';
import { type SystemLog, textOf } from '../log.ts';
import { type TimerSchedule, timerSchedule } from './timer-schedule.ts';

export interface TimerTriggerContext {
  readonly clock: Clock;
  readonly log: SystemLog;
  run(fn: RegisteredFunction, trigger: TypedData): Promise<unknown>;
  /** When a timer last fired, kept with the rest of the state: what was missed while the host was down is made up for. */
  lastRun(name: string): number | undefined;
  recordRun(name: string, time: number): void;
}

export interface TimerTrigger {
  readonly name: string;
  start(): void;
  stop(): void;
  /** Fires now, whatever the schedule says. */
  fire(isPastDue?: boolean): Promise<void>;
}

/** A function on a schedule. It never runs twice at once. Throws for a schedule that cannot be read. */
export function createTimerTrigger(context: TimerTriggerContext, fn: RegisteredFunction): TimerTrigger {
  const { clock, log } = context;
  const { schedule: text, runOnStartup, useMonitor = true } = fn.trigger as unknown as TimerBinding;
  const schedule = timerSchedule(text);
  let cancel = () => {};
  let isStopped = false;
  const arm = () => {
    if (isStopped) return;
    cancel = clock.at(schedule.next(clock.now()), () => void fireQuietly(false).then(arm));
  };
  const fire = async (isPastDue = false) => {
    const now = clock.now();
    const trigger = { json: JSON.stringify(timerInfo(schedule, context.lastRun(fn.name), now, isPastDue)) };
    context.recordRun(fn.name, now);
    await context.run(fn, trigger);
  };
  const fireQuietly = (isPastDue: boolean) =>
    fire(isPastDue).catch((error: unknown) =>
      log('error', `Executed '${fn.name}' (failed): ${textOf(error)}`, fn.name),
    );
  const isMissed = () => {
    const last = context.lastRun(fn.name);
    return useMonitor && last !== undefined && schedule.next(last) < clock.now();
  };
  return {
    name: fn.name,
    fire,
    start() {
      if (isMissed()) void fireQuietly(true);
      else if (runOnStartup) void fireQuietly(false);
      // A schedule counts from the first start on, so that a run before the first one can be missed too.
      else if (context.lastRun(fn.name) === undefined) context.recordRun(fn.name, clock.now());
      arm();
    },
    stop() {
      isStopped = true;
      cancel();
    },
  };
}

interface TimerBinding {
  readonly schedule: string;
  readonly runOnStartup?: boolean;
  readonly useMonitor?: boolean;
}

/** What the function gets; the library turns the names to camel case. */
function timerInfo(schedule: TimerSchedule, last: number | undefined, now: number, isPastDue: boolean) {
  const timeOf = (time: number | undefined) =>
    time === undefined ? '0001-01-01T00:00:00' : new Date(time).toISOString();
  return {
    Schedule: { AdjustForDST: schedule.isDaylightSavingAdjusted },
    ScheduleStatus: { Last: timeOf(last), Next: timeOf(schedule.next(now)), LastUpdated: timeOf(last) },
    IsPastDue: isPastDue,
  };
}
