import { bursts, constant, lateFault, minuteOfOutage, missingMinutes, sharedOutage } from './families.ts';
import type { Rates, Script } from './traffic.ts';

/** What is asked of the judge: to leave a good release alone, or to find a bad one in time. */
export type Target =
  | { readonly kind: 'false'; readonly atMost: number; readonly guard?: number }
  | { readonly kind: 'found'; readonly atLeast: number; readonly medianAtMost?: number }
  /** Told, but nothing is promised. */
  | { readonly kind: 'told'; readonly bad: boolean };

export interface Cell {
  readonly family: string;
  readonly rates: Rates;
  readonly minutes: number;
  readonly script: Script;
  readonly target: Target;
  readonly spread?: number;
}

export const low: Rates = { candidate: 2, stable: 18 };
export const middle: Rates = { candidate: 10, stable: 90 };
export const high: Rates = { candidate: 50, stable: 450 };
const allRates = [low, middle, high];

const falsely = (atMost: number): Target => ({ kind: 'false', atMost });
/** Wanted is never. What is left are the false alarms of good minutes; the guard says how many would be news. */
const never = (guard: number): Target => ({ kind: 'false', atMost: 0, guard });
const found = (atLeast: number, medianAtMost?: number): Target =>
  medianAtMost === undefined ? { kind: 'found', atLeast } : { kind: 'found', atLeast, medianAtMost };

const at = (family: string, script: Script, rates: readonly Rates[], minutes: number, target: Target): Cell[] =>
  rates.map((each) => ({ family, rates: each, minutes, script, target }));

/** What the judge is held to. */
export const cells: readonly Cell[] = [
  ...at('healthy, 99.5 %', constant({}), allRates, 60, falsely(0.01)),
  ...at('one minute of total outage', minuteOfOutage, [middle, high], 60, falsely(0.05)),
  ...at('bursts on one side at a time', bursts(), allRates, 60, falsely(0.05)),
  ...at('p95 latency +0 %', constant({}), [middle], 60, falsely(0.01)),
  ...at('outage in both, 50 % for 10 min', sharedOutage(0.5, 10), allRates, 60, never(0.01)),
  ...at('outage in both, from the first minute', sharedOutage(0.5, 10, 0), allRates, 60, never(0.001)),
  ...at('stable already bad, 10 % both', constant({ errorRate: 0.1 }, { errorRate: 0.1 }), allRates, 60, falsely(0)),
  ...at(
    'stable bad 10 %, candidate 30 %',
    constant({ errorRate: 0.3 }, { errorRate: 0.1 }),
    [middle],
    60,
    never(0.001),
  ),
  ...at('no traffic on the candidate', constant({ traffic: 0 }), [middle], 60, falsely(0)),
  ...at('a third of the minutes missing', missingMinutes(1 / 3), allRates, 60, never(0.002)),
  ...at('errors to 5 %', constant({ errorRate: 0.05 }), [low], 60, found(0.7)),
  ...at('errors to 5 %', constant({ errorRate: 0.05 }), [middle], 30, found(0.97, 15)),
  ...at('errors to 5 %', constant({ errorRate: 0.05 }), [high], 30, found(0.999, 6)),
  ...at('errors to 2 %', constant({ errorRate: 0.02 }), [high], 30, found(0.98)),
  ...at('errors to 50 %', constant({ errorRate: 0.5 }), [middle], 30, found(0.999, 3)),
  ...at('p95 latency +50 %', constant({ slowness: 1.5 }), [middle], 30, found(0.95)),
];

const told = (bad: boolean): Target => ({ kind: 'told', bad });
const spreads = [0.4, 0.6, 0.8];

/** How it does elsewhere: nothing is promised here, but it should be known. */
export const furtherCells: readonly Cell[] = [
  ...at('healthy, 99 %', constant({ errorRate: 0.01 }, { errorRate: 0.01 }), allRates, 60, told(false)),
  ...at('healthy for four hours', constant({}), [middle], 240, told(false)),
  ...at('bursts twice as often', bursts(15), allRates, 60, told(false)),
  ...at('bursts at 40 %', bursts(30, 0.4), allRates, 60, told(false)),
  ...at('outage in both, 10 % for 20 min', sharedOutage(0.1, 20), allRates, 60, told(false)),
  ...at('errors to 2 %', constant({ errorRate: 0.02 }), [low, middle], 60, told(true)),
  ...at('errors 1 to 5 %', constant({ errorRate: 0.05 }, { errorRate: 0.01 }), [middle], 30, told(true)),
  ...at('errors to 5 % after two hours, found in one', lateFault(0.05, 120), [middle], 180, told(true)),
  ...at('p95 latency +50 %', constant({ slowness: 1.5 }), [low], 60, told(true)),
  ...at('p95 latency +50 %', constant({ slowness: 1.5 }), [high], 30, told(true)),
  ...at('p95 latency +25 %', constant({ slowness: 1.25 }), [high], 60, told(true)),
  ...at('p95 latency +10 %', constant({ slowness: 1.1 }), [high], 60, told(false)),
  ...spreads.flatMap((spread) => [
    {
      family: `p95 latency +50 %, spread ${spread}`,
      rates: middle,
      minutes: 30,
      script: constant({ slowness: 1.5 }),
      target: told(true),
      spread,
    },
    {
      family: `p95 latency +0 %, spread ${spread}`,
      rates: middle,
      minutes: 60,
      script: constant({}),
      target: told(false),
      spread,
    },
  ]),
];
