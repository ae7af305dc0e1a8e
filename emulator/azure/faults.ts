import { seededRandom } from './random.ts';

/** Everything that can be made to go wrong. The first group happens to requests, the second to what they started. */
export const requestFaults = [
  'throttled',
  'server-error',
  'connection-reset',
  'lost-answer',
  'no-answer',
  'forbidden',
  'not-found-after-create',
  'stale-read',
] as const;
export const serviceFaults = [
  'slow-operation',
  'failing-operation',
  'slow-role-assignment',
  'late-metrics',
  'image-build-failure',
  'no-quota',
  'duplicate-events',
  'reordered-events',
] as const;
export type FaultName = (typeof requestFaults)[number] | (typeof serviceFaults)[number];

/** A fault to inject: by name, on what, and how often. */
export interface Fault {
  readonly name: FaultName;
  /** A regular expression on `METHOD host/path` of a request, or on the id of a resource. Absent: everything. */
  readonly target?: string;
  /** How many times it happens before it is over. Absent: always. */
  readonly count?: number;
  /** How many matching occasions pass unharmed first. */
  readonly skip?: number;
  /** From 0 to 1, drawn from the seed. Absent: 1. */
  readonly probability?: number;
  /** What a fault needs to know: seconds to wait, the error to give. */
  readonly seconds?: number;
  /** Of `server-error`: another status than 500. */
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
}

export interface Faults {
  add(fault: Fault): void;
  list(): readonly Fault[];
  clear(): void;
  /** The fault that strikes this time, if one does. Asking uses up one of its times. */
  strike(name: FaultName, target: string): Fault | undefined;
  /** Is one of this name set on the target? Uses nothing up: for faults that are a state and not an event. */
  standing(name: FaultName, target: string): Fault | undefined;
}

export function seededFaults(seed: number, initial: readonly Fault[] = []): Faults {
  const random = seededRandom(seed);
  let armed = initial.map(arm);
  const matching = (name: FaultName, target: string) =>
    armed.filter((each) => each.fault.name === name && each.pattern.test(target) && each.left > 0);
  return {
    add: (fault) => void armed.push(arm(fault)),
    list: () => armed.filter((each) => each.left > 0).map((each) => each.fault),
    clear() {
      armed = [];
    },
    standing: (name, target) => matching(name, target)[0]?.fault,
    strike(name, target) {
      for (const each of matching(name, target)) {
        if (each.toSkip > 0) {
          each.toSkip -= 1;
          continue;
        }
        if (random() >= (each.fault.probability ?? 1)) continue;
        each.left -= 1;
        return each.fault;
      }
      return undefined;
    },
  };
}

const arm = (fault: Fault) => ({
  fault,
  pattern: new RegExp(fault.target ?? '', 'i'),
  left: fault.count ?? Number.POSITIVE_INFINITY,
  toSkip: fault.skip ?? 0,
});
