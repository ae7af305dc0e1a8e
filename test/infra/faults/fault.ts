/** A fault planted in the infrastructure: what stands in a file, and what stands there instead. */
export interface Fault {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const fault = (what: string, file: string, from: string, to: string): Fault => ({ what, file, from, to });
