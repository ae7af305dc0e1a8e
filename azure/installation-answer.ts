import type { Answer } from '../domain/installation/looked.ts';
import { failureOf } from './failures.ts';

const signIn = /^not-signed-in/;

/** What came of asking, in a word. Nothing is thrown: trouble is what is looked for. */
export async function answerOf(doing: string, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (problem) {
    const failure = failureOf(problem, doing);
    if (failure.kind === 'absent') return 'absent';
    if (failure.kind === 'trouble') return troubleIn(failure.error.message);
    return failure.outcome.fault.slug === 'missing-permission' ? 'forbidden' : 'silent';
  }
}

const troubleIn = (message: string): Answer =>
  signIn.test(message) ? 'forbidden' : /^throttled/.test(message) ? 'busy' : 'silent';
