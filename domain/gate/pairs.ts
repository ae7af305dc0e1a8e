import type { Line } from '../runs.ts';

/** Challenger and champion on the same lines of the same data. */
export interface Pairs {
  /** Challenger less champion, line by line; turned round where lower is better, so that more than 0 is better. */
  readonly differences: readonly number[];
  readonly means: { readonly challenger: number; readonly stable: number };
  /** The best and the worst value that a line can have lie so far apart. */
  readonly range: number;
  /** Every value is 0 or 1. */
  readonly isPassOrFail: boolean;
  /** Lines that the champion answered and the challenger did not: each counts as the worst there is. */
  readonly missing: number;
}

/** How a line's value is read. */
export interface Reading {
  readonly output: string;
  /** A line with this value passes, one with another does not. */
  readonly passes?: string;
  readonly scale?: readonly [number, number];
  readonly better: 'higher' | 'lower';
}

export type Paired = Pairs | { readonly problem: string };

/** The scales in common use; the first that holds every value is taken. */
const knownScales: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 5],
  [0, 5],
  [0, 10],
  [0, 100],
];

/** Puts the two side by side, or says why that cannot be done. */
export function pairUp(challenger: readonly Line[], stable: readonly Line[], reading: Reading): Paired {
  const ours = valuesOf(challenger, reading);
  const theirs = valuesOf(stable, reading);
  if (ours.size === 0) return { problem: noValues('the evaluation', challenger, reading) };
  if (theirs.size === 0) return { problem: noValues('the evaluation of the stable flow', stable, reading) };
  const all = [...ours.values(), ...theirs.values()];
  const scale = reading.scale ?? knownScales.find((known) => all.every((value) => within(value, known)));
  if (!scale) return { problem: `the values of ${reading.output} are on no known scale; say scale: [from, to]` };
  if (!all.every((value) => within(value, scale))) {
    return { problem: `there are values of ${reading.output} outside of the scale ${scale[0]} to ${scale[1]}` };
  }
  const worst = reading.better === 'higher' ? scale[0] : scale[1];
  const sign = reading.better === 'higher' ? 1 : -1;
  const compared = [...theirs].map(([line, value]) => ({ ours: ours.get(line) ?? worst, theirs: value }));
  return {
    differences: compared.map((pair) => sign * (pair.ours - pair.theirs)),
    means: { challenger: mean(compared.map((pair) => pair.ours)), stable: mean(compared.map((pair) => pair.theirs)) },
    range: scale[1] - scale[0],
    isPassOrFail: all.every((value) => value === 0 || value === 1),
    missing: [...theirs.keys()].filter((line) => !ours.has(line)).length,
  };
}

function valuesOf(lines: readonly Line[], reading: Reading): ReadonlyMap<number, number> {
  const values = lines.map(({ number, outputs }) => [number, readValue(outputs[reading.output], reading)] as const);
  return new Map(values.filter(([, value]) => Number.isFinite(value)));
}

function readValue(value: unknown, { passes }: Reading): number {
  if (passes !== undefined)
    return value === undefined || value === null ? Number.NaN : Number(String(value) === passes);
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

function noValues(whose: string, lines: readonly Line[], { output }: Reading): string {
  const outputs = [...new Set(lines.flatMap((line) => Object.keys(line.outputs)))].slice(0, 10);
  if (outputs.includes(output))
    return `${output} is no number in the lines of ${whose}; say with passes which value is good`;
  const there = outputs.length === 0 ? 'none at all' : outputs.join(', ');
  return `the lines of ${whose} have no output ${output} (there is ${there}); name the right one with output`;
}

const within = (value: number, [from, to]: readonly [number, number]) => value >= from && value <= to;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
