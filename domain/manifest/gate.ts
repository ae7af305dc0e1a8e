import * as z from 'zod';
import { rate } from './fields.ts';

const metricRule = z
  .strictObject({
    min: z.number().optional().describe('The metric must be at least this.'),
    max: z.number().optional().describe('The metric must be at most this.'),
    noWorseThanStable: z
      .number()
      .min(0)
      .optional()
      .describe('How much worse than the stable deployment it may be, on the same lines. 0: it must be better.'),
    output: z
      .string()
      .min(1)
      .optional()
      .describe("The evaluation flow's output that has the metric's value for one line; by default that of its name."),
    passes: z
      .union([z.string(), z.number(), z.boolean()])
      .transform(String)
      .optional()
      .describe('The value of that output with which a line passes, where it is no number.'),
    scale: z
      .tuple([z.number(), z.number()])
      .refine(([from, to]) => from < to, 'must go from the lowest value to the highest')
      .optional()
      .describe('The lowest and the highest value that a line can have; by default 0-1, 1-5, 0-5, 0-10 or 0-100.'),
    better: z
      .enum(['higher', 'lower'])
      .optional()
      .describe('Which way is better; by default higher, and lower where there is a max and no min.'),
  })
  .describe('A limit on one metric.');

const failedLines = z.strictObject({
  maxRate: rate
    .default(0)
    .describe('Share of failed lines that is let through, in the batch run and in its evaluation.'),
});

export const gate = z
  .strictObject({
    metrics: z
      .object({ failedLines: failedLines.prefault({}).describe('Lines that failed.') })
      .catchall(metricRule)
      .prefault({})
      .describe('Limits per metric of the evaluation run.'),
    onNoStable: z
      .enum(['pass', 'refuse'])
      .default('pass')
      .describe('What noWorseThanStable means while nothing serves at the endpoint.'),
  })
  .prefault({})
  .transform(({ metrics: { failedLines: lines, ...metrics }, onNoStable }) => ({
    metrics: metrics as Record<string, z.output<typeof metricRule>>,
    failedLines: lines,
    onNoStable,
  }))
  .describe('What an evaluation run must have reached before its flow ships.');
