import type { Random } from './random.ts';
import type { Condition, Script } from './traffic.ts';

const fine: Condition = { errorRate: 0.005, slowness: 1 };

const steady = (condition: Condition, minutes: number): Condition[] => Array.from({ length: minutes }, () => condition);

/** The same on each side all the time. */
export const constant =
  (candidate: Partial<Condition>, stable: Partial<Condition> = {}): Script =>
  (_, minutes) => ({
    candidate: steady({ ...fine, ...candidate }, minutes),
    stable: steady({ ...fine, ...stable }, minutes),
  });

/** Every request of the candidate fails in one minute, at any time. */
export const minuteOfOutage: Script = (random, minutes) => {
  const candidate = steady(fine, minutes);
  candidate[Math.floor(random.uniform() * minutes)] = { ...fine, errorRate: 1 };
  return { candidate, stable: steady(fine, minutes) };
};

/** Two or three minutes in which a fifth of the requests fails, about once in half an hour on each side, never on both at once. */
export const bursts =
  (everyMinutes = 30, errorRate = 0.2): Script =>
  (random, minutes) => {
    const candidate = steady(fine, minutes);
    const stable = steady(fine, minutes);
    const sides = [
      { own: candidate, other: stable },
      { own: stable, other: candidate },
    ];
    for (let at = 0; at < minutes; at += 1)
      for (const { own, other } of sides)
        if (own[at] === fine && other[at] === fine && random.uniform() < 1 / everyMinutes)
          burst(own, other, at, errorRate, random);
    return { candidate, stable };
  };

function burst(own: Condition[], other: Condition[], start: number, errorRate: number, random: Random): void {
  const end = start + (random.uniform() < 0.5 ? 2 : 3);
  for (let at = start; at < end && at < own.length && other[at] === fine; at += 1) own[at] = { ...fine, errorRate };
}

/** Both sides fail together for a while: what they stand on has failed, not the release. */
export const sharedOutage =
  (errorRate: number, lasting: number, from?: number): Script =>
  (random, minutes) => {
    const start = from ?? Math.floor(random.uniform() * (minutes - lasting));
    const both = Array.from({ length: minutes }, (_, at) =>
      at >= start && at < start + lasting ? { ...fine, errorRate } : fine,
    );
    return { candidate: both, stable: both };
  };

/** Each side's measurement is lost in some of the minutes. */
export const missingMinutes =
  (share: number): Script =>
  (random, minutes) => {
    const withHoles = () => Array.from({ length: minutes }, () => ({ ...fine, missing: random.uniform() < share }));
    return { candidate: withHoles(), stable: withHoles() };
  };

/** The candidate turns bad in the middle of the time. */
export const lateFault =
  (errorRate: number, after: number): Script =>
  (_, minutes) => ({
    candidate: steady(fine, minutes).map((condition, at) => (at < after ? condition : { ...fine, errorRate })),
    stable: steady(fine, minutes),
  });
