import * as z from 'zod';

const rate = z.number().min(0).max(1);
const share = z.number().min(0);

/** What the judge holds a deployment to. Every part has a default; null switches a part off. */
export const judgePolicy = z
  .strictObject({
    errorRate: z
      .strictObject({
        max: rate.default(0.05).describe('Share of failed requests that is tolerated.'),
        noWorseThanStable: rate.default(0.01).describe('How much larger than that of the stable deployment it may be.'),
      })
      .prefault({})
      .describe('Failed requests.'),
    latencyP95: z
      .strictObject({
        maxSeconds: z.number().positive().nullish().describe('The slowest that nineteen of twenty requests may be.'),
        noWorseThanStable: share.default(0.25).describe('How much slower than the stable deployment, as a share.'),
      })
      .nullable()
      .prefault({})
      .describe('Slow requests.'),
    tokensPerRequest: z
      .strictObject({
        noWorseThanStable: share.default(0.25).describe('How many more tokens than the stable deployment, as a share.'),
      })
      .nullable()
      .default(null)
      .describe('Tokens that a request costs.'),
    minimumRequests: z.int().min(1).default(20).describe('Fewer requests than this give no verdict.'),
    coldStartMinutes: z
      .int()
      .min(0)
      .default(2)
      .describe("The candidate's first minutes with traffic, whose latency does not count. Their errors do."),
  })
  .describe('When a deployment counts as healthy, and when as regressed.');

export type JudgePolicy = z.output<typeof judgePolicy>;

export const defaultPolicy: JudgePolicy = judgePolicy.parse({});

/**
 * Reads a policy from JSON.
 *
 * @throws Error that says what is wrong with it.
 */
export function readPolicy(text: string): JudgePolicy {
  const parsed = judgePolicy.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(describeIssues(parsed.error));
  return parsed.data;
}

export const describeIssues = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => (path.length > 0 ? `${z.core.toDotPath(path)}: ${message}` : message)).join('; ');
