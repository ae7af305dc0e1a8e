export const checkStates = ['ok', 'wrong', 'notChecked'] as const;

/** One thing that an installation needs, and how it is. */
export interface Check {
  readonly name: string;
  readonly state: (typeof checkStates)[number];
  /** What is wrong, or why it was not checked; of what is well, what is good to know. */
  readonly sentence?: string;
  /** The command that mends it, or shows it to whoever may look. */
  readonly mend?: string;
}

export const well = (name: string): Check => ({ name, state: 'ok' });
export const noted = (name: string, sentence: string, mend: string): Check => ({ name, state: 'ok', sentence, mend });
export const wrong = (name: string, sentence: string, mend: string): Check => ({
  name,
  state: 'wrong',
  sentence,
  mend,
});
export const notChecked = (name: string, sentence: string, mend?: string): Check => ({
  name,
  state: 'notChecked',
  sentence,
  ...(mend !== undefined && { mend }),
});
