/**
 * Time for everything that runs on one machine. Durations stay what they are in Azure (a deployment takes a quarter of an
 * hour); the clock decides how fast they pass.
 */
export interface Clock {
  /** Milliseconds since 1970, in this clock's own time. */
  now(): number;
  /** Calls back at or after `when`. The answer cancels the call. */
  at(when: number, fire: () => void): () => void;
  /** How many of its own milliseconds pass in a real one. */
  readonly speed: number;
}

/** A pair of instants that fixes a scaled clock: both processes that know it read the same time, also after a restart. */
export interface ClockOrigin {
  readonly realStart: number;
  readonly virtualStart: number;
  readonly speed: number;
}

// setTimeout takes 31 bits; a longer wait is made of several.
const longestTimeoutInMs = 2 ** 31 - 1;

/** A clock that runs `speed` times as fast as the machine's. */
export function scaledClock(origin: ClockOrigin): Clock {
  const now = () => origin.virtualStart + (Date.now() - origin.realStart) * origin.speed;
  return {
    speed: origin.speed,
    now,
    at(when, fire) {
      let handle: NodeJS.Timeout;
      const arm = () => {
        // Looked at again after each wait, because setTimeout may fire a millisecond early.
        const delayInMs = (when - now()) / origin.speed;
        handle =
          delayInMs <= 0 ? setTimeout(fire, 0) : setTimeout(arm, Math.min(Math.ceil(delayInMs), longestTimeoutInMs));
      };
      arm();
      return () => clearTimeout(handle);
    },
  };
}

/** The machine's own time. */
export const realClock = (): Clock => scaledClock({ realStart: 0, virtualStart: 0, speed: 1 });

/** A clock for tests: it stands still until it is told to move. */
export interface TestClock extends Clock {
  /** Moves on, and fires what falls due on the way, in order. */
  advance(durationInMs: number): void;
  /** Moves to the next alarm and fires it; false when there is none. */
  jump(): boolean;
}

interface Alarm {
  readonly when: number;
  readonly fire: () => void;
}

export function testClock(start = Date.parse('2026-01-01T00:00:00Z')): TestClock {
  let time = start;
  const alarms = new Set<Alarm>();
  const next = () => [...alarms].sort((a, b) => a.when - b.when)[0];
  const moveTo = (until: number) => {
    for (let alarm = next(); alarm && alarm.when <= until; alarm = next()) {
      alarms.delete(alarm);
      time = Math.max(time, alarm.when);
      alarm.fire();
    }
    time = Math.max(time, until);
  };
  return {
    speed: 1,
    now: () => time,
    at(when, fire) {
      const alarm = { when, fire };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
    advance: (durationInMs) => moveTo(time + durationInMs),
    jump() {
      const alarm = next();
      if (alarm) moveTo(Math.max(time, alarm.when));
      return alarm !== undefined;
    },
  };
}
