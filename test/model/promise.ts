/** The promises that are watched at every step. Their words stand in docs and in what a breach says. */
export type Promised = 'P1' | 'P2' | 'P3' | 'P4' | 'P7' | 'P8' | 'P9';

/** A promise that was seen broken. */
export class Breach extends Error {
  readonly promised: Promised;
  constructor(promised: Promised, what: string) {
    super(`${promised}: ${what}`);
    this.promised = promised;
  }
}
