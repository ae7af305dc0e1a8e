import { shareOf, type Tally } from './seen.ts';

const withThousands = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export const count = (value: number): string => withThousands.format(value);

/** A share as percent, with as many digits as it takes to tell it from nothing. */
export function percent(share: number): string {
  const value = share * 100;
  const digits = value === 0 || value >= 10 ? 0 : value >= 0.1 ? 1 : 2;
  return `${Number(value.toFixed(digits))} %`;
}

export const errorsOf = (tally: Tally): string =>
  `${count(tally.errors)} of ${count(tally.requests)} (${percent(shareOf(tally))})`;

/** Odds of so many to one, as the chance that remains for luck. */
export function chance(odds: number): string {
  const rounded = Number(Math.min(1e9, odds).toPrecision(2));
  return `by chance, however often one looks: at most 1 in ${count(rounded)}`;
}

export const minutes = (value: number): string => (value === 1 ? '1 minute' : `${count(value)} minutes`);
export const requests = (value: number): string => (value === 1 ? '1 request' : `${count(value)} requests`);
export const milliseconds = (value: number): string => `${count(value)} ms`;
