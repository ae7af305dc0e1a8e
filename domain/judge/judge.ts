import { openCase, takeIn } from './case.ts';
import { wordOn } from './deliberation.ts';
import type { Minute } from './minute.ts';
import { defaultPolicy, type JudgePolicy } from './policy.ts';
import { describeVerdict } from './reasons.ts';
import type { Verdict, VerdictWord } from './verdict.ts';

/** A judge is shown one minute after the other, and may be asked after each: being asked often changes nothing. */
export interface Judge {
  /** Shows it the next minute. Returns its word, which stays `regressed` once it was that. */
  observe(minute: Minute): VerdictWord;
  /** Its word so far, with the reasons. */
  verdict(): Verdict;
}

/** Is this deployment healthy, compared with the stable one, and by the policy's limits? */
export function createJudge(policy: JudgePolicy = defaultPolicy): Judge {
  const known = openCase(policy);
  let word: VerdictWord = 'inconclusive';
  let decidedAtMinute: number | undefined;
  let described: Verdict | undefined;

  return {
    observe(minute) {
      if (word === 'regressed') return word;
      described = undefined;
      takeIn(known, minute);
      const next = wordOn(known);
      if (next !== word) decidedAtMinute = next === 'inconclusive' ? undefined : known.seen.minutes.length;
      word = next;
      return word;
    },
    verdict() {
      described ??= describeVerdict(known, word, decidedAtMinute);
      return described;
    },
  };
}

/** The verdict on a whole series, as it would have fallen minute by minute. */
export function judgeMinutes(minutes: readonly Minute[], policy: JudgePolicy = defaultPolicy): Verdict {
  const judge = createJudge(policy);
  for (const minute of minutes) if (judge.observe(minute) === 'regressed') break;
  return judge.verdict();
}
