/** The judge's word on a deployment. Absent data never makes it `healthy`, and a stable that fails as well never makes it `regressed`. */
export type VerdictWord = 'healthy' | 'inconclusive' | 'regressed';

/**
 * @example
 * { word: 'regressed', decidedAtMinute: 9, reasons: ['errors 11 of 93 (11.8 %) against 4 of 846 (0.5 %); …'] }
 */
export interface Verdict {
  readonly word: VerdictWord;
  /** Why, in numbers. */
  readonly reasons: readonly string[];
  /** What an inconclusive verdict still needs, where that can be foretold. */
  readonly needs?: Needs;
  /** Why a person must be called, whatever the word: for example because the stable deployment fails itself. */
  readonly page?: string;
  /** Counted from 1: the minute that decided, where one did. */
  readonly decidedAtMinute?: number;
}

export interface Needs {
  readonly requests: number;
  /** At the rate of the last half hour; left out where nothing arrives. */
  readonly minutes?: number;
  readonly text: string;
}
