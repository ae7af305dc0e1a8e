import { type Check, notChecked, well, wrong } from './check.ts';
import type { Answer } from './looked.ts';

/** What each answer means, and the commands that would mend what stands behind it. */
export interface Meaning {
  readonly name: string;
  /** What it is, as the subject of a sentence: `The queue pipeline-events`. */
  readonly what: string;
  readonly ifAbsent: string;
  readonly ifForbidden: string;
  readonly ifSilent: string;
  /** Why there was nothing to ask about. */
  readonly ifUnasked?: string;
}

export function checkAnswer(answer: Answer, meaning: Meaning): Check {
  const { name, what } = meaning;
  switch (answer) {
    case 'fine':
      return well(name);
    case 'absent':
      return wrong(name, `${what} is not there.`, meaning.ifAbsent);
    case 'forbidden':
      return wrong(name, `${what} is closed to the app's identity.`, meaning.ifForbidden);
    case 'silent':
      return wrong(name, `${what} does not answer.`, meaning.ifSilent);
    case 'busy':
      return notChecked(name, `${what} does not take the question at the moment; ask again in some minutes.`);
    case 'unasked':
      return notChecked(name, meaning.ifUnasked ?? 'There was nothing to ask.');
  }
}
