import * as z from 'zod';
import type { Comparison } from '../gate/compare.ts';
import { type Evidence, type Finding, findingWords, type GateDecision } from '../gate/decision.ts';
import type { PairedTest } from '../gate/paired-tests.ts';
import { time } from './time.ts';

export const evidenceSchema: z.ZodType<Evidence> = z
  .object({
    batchRun: z.string(),
    evaluationRun: z.string().exactOptional(),
    data: z.string().exactOptional().describe('The data whose lines were evaluated.'),
    evaluationFlow: z
      .string()
      .exactOptional()
      .describe("SHA-256 of the evaluation flow's files, or the resource id of one that only Azure can read."),
  } satisfies Record<keyof Evidence, z.ZodType>)
  .meta({ id: 'Evidence', description: 'The runs that a decision of the gate rests on.' });

const testSchema: z.ZodType<PairedTest> = z.object({
  name: z.enum(['McNemar', 'Wilcoxon']),
  pBetter: z.number().describe('How probable what was seen, or more of it, is by chance, if it is no better.'),
  pWorse: z.number(),
  effect: z.number().describe('From -1, worse on every line that differs, to 1.'),
} satisfies Record<keyof PairedTest, z.ZodType>);

const comparisonSchema: z.ZodType<Comparison> = z
  .object({
    word: z.enum(['noWorse', 'worse', 'tooFewLines']),
    output: z.string(),
    lines: z.int(),
    wins: z.int(),
    losses: z.int(),
    missing: z.int().describe('Lines that only the champion answered; each counts as the worst there is.'),
    means: z.object({ challenger: z.number(), stable: z.number() }),
    difference: z.number().describe('More than 0 is better.'),
    lowerBound: z.number().describe('The true difference lies above it, 19 times in 20.'),
    margin: z.number(),
    test: testSchema,
    linesNeeded: z.int().exactOptional(),
  } satisfies Record<keyof Comparison, z.ZodType>)
  .meta({ id: 'Comparison', description: 'A challenger beside its champion, on the same lines.' });

const findingSchema: z.ZodType<Finding> = z.object({
  about: z.string().describe("A metric's name, `failed lines` or `evaluation`."),
  word: z.enum(findingWords),
  sentence: z.string().describe('In numbers.'),
  comparison: comparisonSchema.exactOptional(),
} satisfies Record<keyof Finding, z.ZodType>);

const ruleSchema: z.ZodType<GateDecision['criteria']['metrics'][string]> = z.object({
  min: z.number().optional(),
  max: z.number().optional(),
  noWorseThanStable: z.number().optional(),
  output: z.string().optional(),
  passes: z.string().optional(),
  scale: z.tuple([z.number(), z.number()]).optional(),
  better: z.enum(['higher', 'lower']).optional(),
});

export const gateSchema: z.ZodType<GateDecision> = z
  .object({
    word: z.enum(['passed', 'refused']),
    at: time,
    evidence: evidenceSchema,
    stable: z.object({ release: z.string(), evaluationRun: z.string().exactOptional() }).exactOptional(),
    criteria: z.object({
      metrics: z.record(z.string(), ruleSchema),
      failedLines: z.object({ maxRate: z.number() }),
      onNoStable: z.enum(['pass', 'refuse']),
    }),
    findings: z.array(findingSchema),
  } satisfies Record<keyof GateDecision, z.ZodType>)
  .meta({ id: 'GateDecision', description: 'Why the gate let a flow pass, or did not.' });
