import { type Fault, refused } from '../outcome.ts';
import type { Line } from '../runs.ts';
import { type Criteria, type Evidence, type Finding, type GateDecision, lets, slugOfWord } from './decision.ts';
import { doubtsAbout, type Evaluated, failedLines } from './evidence.ts';
import { findingsOf } from './metric-findings.ts';

/** What serves now, for comparison. */
export type Champion =
  | { readonly kind: 'none' }
  /** Something serves, and nobody evaluated it on these lines with this evaluation flow. */
  | { readonly kind: 'notEvaluated'; readonly release: string; readonly why: string }
  | {
      readonly kind: 'evaluated';
      readonly release: string;
      readonly evaluationRun: string;
      readonly lines: readonly Line[];
    };

/** Everything that the gate decides on. */
export interface GateCase extends Evaluated {
  readonly criteria: Criteria;
  readonly evidence: Evidence;
  /** What the evaluation flow said of each line, if that could be read. */
  readonly lines?: readonly Line[];
  readonly champion: Champion;
}

/** May this flow ship? Only what was found to be so lets it pass: nothing absent, old or unreadable ever does. */
export function decide(gateCase: GateCase, at: string): GateDecision {
  const { champion, criteria, evidence, batch, batchMetrics, evaluation, metrics } = gateCase;
  const { maxRate } = criteria.failedLines;
  const findings = [
    ...doubtsAbout(gateCase),
    failedLines(batch, batchMetrics, maxRate),
    failedLines(evaluation, metrics, maxRate),
    ...Object.keys(criteria.metrics).flatMap((name) => findingsOf(name, gateCase)),
  ];
  return decision(findings, { at, evidence, criteria, champion });
}

/** The part of the gate that a batch run without an evaluation can be held against. */
export function decideOnLines(
  { criteria, evidence, batch, batchMetrics }: Pick<GateCase, 'criteria' | 'evidence' | 'batch' | 'batchMetrics'>,
  at: string,
): GateDecision {
  const findings = [failedLines(batch, batchMetrics, criteria.failedLines.maxRate)];
  return decision(findings, { at, evidence, criteria, champion: { kind: 'none' } });
}

interface Circumstances {
  readonly at: string;
  readonly evidence: Evidence;
  readonly criteria: Criteria;
  readonly champion: Champion;
}

const decision = (findings: readonly Finding[], { at, evidence, criteria, champion }: Circumstances): GateDecision => ({
  word: findings.every(lets) ? 'passed' : 'refused',
  ...{ at, evidence, criteria, findings },
  ...(champion.kind === 'none' ? {} : { stable: stableOf(champion) }),
});

const stableOf = (champion: Exclude<Champion, { readonly kind: 'none' }>) =>
  champion.kind === 'evaluated'
    ? { release: champion.release, evaluationRun: champion.evaluationRun }
    : { release: champion.release };

/** The fault of a flow that may not ship; `undefined` for one that may. */
export function faultOf({ findings, evidence }: GateDecision): Fault | undefined {
  const against = findings.filter((finding) => !lets(finding));
  const [, slug] = slugOfWord.find(([word]) => against.some((finding) => finding.word === word)) ?? [];
  if (!slug) return undefined;
  const told = against.map(({ about, sentence }) => `${about}: ${sentence}`).join('; ');
  const runs = [evidence.batchRun, evidence.evaluationRun].filter((run) => run !== undefined).join(' and ');
  return refused(slug, `The gate does not let it pass, by ${runs}: ${told}.`, remedies[slug] ?? '').fault;
}

const remedies: Readonly<Record<string, string>> = {
  'gate-stale': 'Evaluate this batch run anew, over the same data.',
  'gate-not-measured': 'Look at the evaluation run in the studio: the metric must be logged, and be a number.',
  'gate-not-comparable':
    'Run the flow that serves over the same data and evaluate it with the same flow; then evaluate this one anew.',
  'gate-not-met': 'Better the flow, or change the limits in deploy.yaml.',
  'gate-too-few-lines': 'Evaluate on more lines, or allow a wider margin in deploy.yaml.',
};
