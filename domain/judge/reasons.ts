import type { Case } from './case.ts';
import { isWorseBy, type OpenQuestion, stableFailsNow, stableFailuresLately, stillOpen } from './deliberation.ts';
import { bySide, leftOut, numbersOf, stableTrouble } from './findings.ts';
import { neededFor } from './needs.ts';
import type { Verdict, VerdictWord } from './verdict.ts';
import { count, minutes, percent, requests } from './wording.ts';

/** The verdict that goes with a word: its reasons in numbers, what is missing, and whether a person must be called. */
export function describeVerdict(known: Case, word: VerdictWord, decidedAtMinute: number | undefined): Verdict {
  const page = pageFor(known);
  const needs = word === 'inconclusive' && !page ? neededFor(known) : undefined;
  return {
    word,
    reasons: [...reasonsFor(known, word), ...leftOut(known)],
    ...(needs ? { needs } : {}),
    ...(page ? { page } : {}),
    ...(decidedAtMinute === undefined ? {} : { decidedAtMinute }),
  };
}

function reasonsFor(known: Case, word: VerdictWord): string[] {
  const worse = isWorseBy(known);
  if (word === 'regressed') return worse.map((measure) => numbersOf(known, measure));
  if (word === 'healthy') return bySide(known);
  const trouble = stableTrouble(known);
  if (known.candidateRequests === 0) return [...silence(known), ...trouble];
  if (worse.length > 0)
    return [...(trouble.length > 0 ? trouble : [unproven]), ...worse.map((measure) => numbersOf(known, measure))];
  return [...trouble, ...bySide(known), ...openOn(known)];
}

const unproven = 'it is not proven that the stable deployment is well, and could be gone back to';

function silence({ seen }: Case): string[] {
  const watched = minutes(seen.minutes.length);
  const known = seen.minutes.some(({ candidate }) => candidate !== null);
  return [known ? `no request reached the candidate in ${watched}` : `nothing is known of the candidate in ${watched}`];
}

function openOn(known: Case): string[] {
  const { candidateRequests, policy } = known;
  if (candidateRequests < policy.minimumRequests)
    return [`${requests(candidateRequests)} so far; a verdict takes at least ${count(policy.minimumRequests)}`];
  return stillOpen(known).map((question) => openQuestions[question](known));
}

const openQuestions: Readonly<Record<OpenQuestion, (known: Case) => string>> = {
  stale: ({ seen, lastMinuteWithTraffic }) =>
    `no request is known to have reached the candidate for ${minutes(seen.minutes.length - lastMinuteWithTraffic)}`,
  'no-stable': () => 'there is nothing to compare with: no request reached the stable deployment',
  'above-limit': ({ policy }) =>
    `not yet proven: that fewer than ${percent(policy.errorRate.max)} of the candidate's requests fail`,
  worse: ({ policy }) =>
    `not yet refuted: an error rate ${percent(policy.errorRate.noWorseThanStable)} above the stable deployment's`,
  'latency-unknown': () => 'the latency was not measured on both sides',
  slower: () => 'not yet refuted: that the candidate is slower than is tolerated',
  tokens: () => 'not yet refuted: that the candidate takes more tokens than is tolerated',
};

/** Nothing good to go back to, or something that both sides stand on has failed: a person must look. */
function pageFor(known: Case): string | undefined {
  if (stableFailsNow(known) === undefined && stableFailuresLately(known.seen, 10) < 2) return undefined;
  return `${stableTrouble(known)[0] ?? 'the stable deployment failed in the last ten minutes'}; rolling back would not help`;
}
