import * as z from 'zod';
import { duration, rate, seconds, section } from './fields.ts';

const turn = z.strictObject({
  say: z.string().describe('What the user says.'),
  contains: z.string().optional().describe('A text that the answer must contain.'),
});

const answerSchema = z.record(z.string(), z.unknown()).superRefine((schema, context) => {
  try {
    z.fromJSONSchema(schema as never);
  } catch (problem) {
    context.addIssue({
      code: 'custom',
      message: `is not a JSON Schema that can be checked (${(problem as Error).message})`,
    });
  }
});

export const contract = z
  .strictObject({
    onBreakingChange: z
      .enum(['refuse', 'allow'])
      .default('refuse')
      .describe('What to do when callers of the stable deployment can fail with the new one.'),
  })
  .prefault({})
  .describe('What the endpoint promises its callers: its inputs, its outputs, and whether it is a chat.');

export const smokeTest = section(
  {
    request: z.record(z.string(), z.unknown()).optional().describe('The inputs to send.'),
    sampleFrom: z.string().min(1).optional().describe('A file in the package whose first line is sent.'),
    turns: z.array(turn).min(1).max(20).optional().describe('A conversation to hold with a chat flow.'),
    expect: section(
      {
        status: z.int().min(100).max(599).default(200).describe('The HTTP status.'),
        outputs: z
          .union([z.array(z.string()), z.record(z.string(), z.unknown())])
          .optional()
          .describe('Outputs that must be there: their names, or their exact values.'),
        contains: z
          .union([z.string(), z.array(z.string())])
          .transform((texts) => [texts].flat())
          .default([])
          .describe('Texts that the answer must contain.'),
        jsonSchema: answerSchema.optional().describe('A JSON Schema that the answer must satisfy.'),
        maxLatencySeconds: seconds.optional().describe('The longest that the answer may take.'),
      },
      'What the answer must be.',
    ),
  },
  'The request that a new deployment must answer before it gets traffic.',
);

const step = z
  .strictObject({
    traffic: z.int().min(1).max(100).describe('Share of the requests that the candidate gets, in percent.'),
    hold: duration.default(0).describe('How long to stay at this share before the verdict.'),
  })
  .transform(({ traffic, hold }) => ({ traffic, holdInSeconds: hold }));

const approval = z
  .strictObject({
    before: z.int().min(1).max(100).default(100).describe('The share of traffic that a person must agree to.'),
    expires: duration.default(86_400).describe('Without an answer in this time the release is rolled back.'),
    byAnother: z.boolean().default(false).describe('Whether it takes somebody else than who released.'),
  })
  .transform(({ before, expires, byAnother }) => ({ before, expiresInSeconds: expires, byAnother }));

export const rollout = z
  .strictObject({
    strategy: z
      .enum(['canary', 'blueGreen', 'shadow', 'allAtOnce'])
      .default('allAtOnce')
      .describe('How traffic moves over.'),
    steps: z
      .array(step)
      .min(1)
      .max(20)
      .prefault([{ traffic: 10, hold: '15m' }, { traffic: 50, hold: '15m' }, { traffic: 100 }])
      .refine(
        (steps) => steps.every(({ traffic }, index) => traffic > (steps[index - 1]?.traffic ?? 0)),
        'must give more traffic from step to step',
      )
      .describe('The walk of a canary.'),
    approval: approval.optional().describe('Ask a person before the candidate gets this much traffic.'),
    onInconclusive: z
      .enum(['wait', 'promote', 'rollBack', 'pause'])
      .default('wait')
      .describe('What to do when there is too little traffic for a verdict.'),
    maxDuration: duration.default(86_400).describe('After this time the rollout ends in a roll-back.'),
  })
  .prefault({})
  .transform(({ maxDuration, ...rest }) => ({ ...rest, maxDurationInSeconds: maxDuration }))
  .describe('How the candidate takes over the traffic.');

export const health = section(
  {
    errorRate: z
      .strictObject({
        max: rate.default(0.05).describe('Share of failed requests that is tolerated.'),
        noWorseThanStable: rate.default(0.01).describe('How much larger than that of the stable deployment it may be.'),
      })
      .prefault({})
      .describe('Failed requests.'),
    latencyP95: z
      .strictObject({
        maxSeconds: seconds.optional().describe('The slowest that nineteen of twenty requests may be.'),
        noWorseThanStable: z
          .number()
          .min(0)
          .default(0.25)
          .describe('How much slower than the stable deployment, as a share.'),
      })
      .prefault({})
      .describe('Slow requests.'),
    minimumRequests: z.int().min(1).default(20).describe('Fewer requests than this give no verdict.'),
  },
  'When a deployment counts as healthy.',
);

export const keepPrevious = duration
  .default(86_400)
  .describe('How long the previous deployment stays as the warm way back.');

export const cost = z
  .strictObject({
    maxMonthly: z
      .number()
      .positive()
      .optional()
      .describe('What the endpoint may cost a month, in the currency of the bill.'),
    idleAfter: duration.optional().describe('Without a request for this long the endpoint counts as idle.'),
    onIdle: z.enum(['notify', 'scaleToOne', 'retire']).default('notify').describe('What happens to an idle endpoint.'),
  })
  .prefault({})
  .transform(({ idleAfter, ...rest }) => ({
    ...rest,
    ...(idleAfter === undefined ? {} : { idleAfterInSeconds: idleAfter }),
  }))
  .describe('Limits on what the endpoint costs.');
