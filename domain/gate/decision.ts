import type { Manifest } from '../manifest.ts';
import type { FaultSlug } from '../outcome.ts';
import type { Comparison } from './compare.ts';

/** What the manifest asks of an evaluation. */
export type Criteria = Manifest['gate'];

/** What the gate decided about a flow, on what evidence, in numbers. Kept on the release. */
export interface GateDecision {
  readonly word: 'passed' | 'refused';
  readonly at: string;
  readonly evidence: Evidence;
  /** What was compared with, if anything was. */
  readonly stable?: { readonly release: string; readonly evaluationRun?: string };
  readonly criteria: Criteria;
  readonly findings: readonly Finding[];
}

/** The runs that a decision rests on, and what they ran over. */
export interface Evidence {
  readonly batchRun: string;
  readonly evaluationRun?: string;
  /** The data whose lines were evaluated. */
  readonly data?: string;
  /** SHA-256 of the evaluation flow's files, or the resource id of one that only the service can read. */
  readonly evaluationFlow?: string;
}

/** One thing that the gate looked at. */
export interface Finding {
  /** A metric's name, `failed lines` or `evaluation`. */
  readonly about: string;
  readonly word: FindingWord;
  /** In numbers. */
  readonly sentence: string;
  readonly comparison?: Comparison;
}
/** `notCompared`: there was nothing to compare with, and the manifest lets that pass. */
export const findingWords = [
  'met',
  'notCompared',
  'missed',
  'tooFewLines',
  'notComparable',
  'notMeasured',
  'stale',
] as const;
export type FindingWord = (typeof findingWords)[number];

export const lets = ({ word }: Pick<Finding, 'word'>): boolean => word === 'met' || word === 'notCompared';

/** From the most telling to the least: a release is refused for the first of them that was found. */
export const slugOfWord: readonly (readonly [FindingWord, FaultSlug])[] = [
  ['stale', 'gate-stale'],
  ['notMeasured', 'gate-not-measured'],
  ['notComparable', 'gate-not-comparable'],
  ['missed', 'gate-not-met'],
  ['tooFewLines', 'gate-too-few-lines'],
];
