import { createJudge } from '../../domain/judge/judge.ts';
import type { Minute, SideMinute } from '../../domain/judge/minute.ts';
import { fisherGreater } from './fisher.ts';
import { isHigher } from './mann-whitney.ts';

/** Looks at a rollout, and says in which minute it rolls back, if it does. Minutes are counted from 1. */
export type Rule = (minutes: readonly Minute[]) => number | undefined;

/** Flowferry's judge with its default policy. */
const ours: Rule = (minutes) => {
  const judge = createJudge();
  const at = minutes.findIndex((minute) => judge.observe(minute) === 'regressed');
  return at < 0 ? undefined : at + 1;
};

/**
 * A fixed threshold, as Flagger documents it: a check a minute, which fails below 99 % successful requests; the release is
 * rolled back when so many checks have failed, in a row or not. (A minute without requests is passed over here, though
 * Flagger counts it as failed.)
 */
export const fixedThreshold =
  (failedChecks: number): Rule =>
  (minutes) => {
    let failed = 0;
    const at = minutes.findIndex(({ candidate }) => {
      if (candidate && candidate.errors > 0.01 * candidate.requests) failed += 1;
      return failed >= failedChecks;
    });
    return at < 0 ? undefined : at + 1;
  };

/** Kayenta's judge on the error rates and on the 95th percentiles of the minutes, asked once, at the end. */
const mannWhitney: Rule = (minutes) => {
  const higher = (value: (side: SideMinute) => number | null | undefined) => {
    const of = (side: keyof Minute) =>
      minutes.map((minute) => (minute[side] ? value(minute[side]) : null)).filter((each) => typeof each === 'number');
    return isHigher(of('candidate'), of('stable'));
  };
  const rate = ({ requests, errors }: SideMinute) => (requests > 0 ? errors / requests : null);
  return higher(rate) || higher(({ p95Ms }) => p95Ms) ? minutes.length : undefined;
};

/** Fisher's exact test on all requests together, one-sided at 1 %, asked once, at the end. */
const pooledFisher: Rule = (minutes) => {
  const total = (side: keyof Minute) => ({
    requests: minutes.reduce((sum, minute) => sum + (minute[side]?.requests ?? 0), 0),
    errors: minutes.reduce((sum, minute) => sum + (minute[side]?.errors ?? 0), 0),
  });
  return fisherGreater(total('candidate'), total('stable')) < 0.01 ? minutes.length : undefined;
};

export const rules: Readonly<Record<string, Rule>> = {
  flowferry: ours,
  'fixed, 1 check': fixedThreshold(1),
  'fixed, 5 checks': fixedThreshold(5),
  'Mann-Whitney 98 %': mannWhitney,
  'pooled Fisher 1 %': pooledFisher,
};
