import * as z from 'zod';
import type { Estimate, ExpectedCost, ExpectedStep, ExpectedTraffic } from '../estimate.ts';
import type { Findings } from '../findings.ts';
import { faultSchema, placeSchema } from './fault.ts';
import { planSchema, trafficSchema } from './plan.ts';

const findingsSchema: z.ZodType<Findings> = z
  .object({
    faults: z.array(faultSchema).describe('What stands against it.'),
    warnings: z.array(z.object({ message: z.string(), place: placeSchema.exactOptional() })),
    notChecked: z.array(z.string()).describe('What could not be looked at.'),
  } satisfies Record<keyof Findings, z.ZodType>)
  .meta({ id: 'Findings', description: 'What a look before a release found.' });

const costSchema: z.ZodType<ExpectedCost> = z.object({
  currency: z.string(),
  perHour: z.number(),
  perMonth: z.number(),
  overlap: z.object({ perHour: z.number(), hours: z.number() }).exactOptional(),
} satisfies Record<keyof ExpectedCost, z.ZodType>);

const estimateSchema: z.ZodType<Estimate> = z
  .object({
    minutes: z.number(),
    steps: z.array(z.object({ step: z.string(), minutes: z.number() } satisfies Record<keyof ExpectedStep, z.ZodType>)),
    walk: z.array(
      z.object({
        afterMinutes: z.number(),
        traffic: trafficSchema,
        mirror: trafficSchema,
        holdMinutes: z.number(),
        asksFirst: z.boolean(),
      } satisfies Record<keyof ExpectedTraffic, z.ZodType>),
    ),
    quota: z
      .object({ family: z.string(), cores: z.number(), reserve: z.number(), used: z.number(), limit: z.number() })
      .exactOptional(),
    cost: costSchema.exactOptional(),
    wayBack: z.string(),
    notCarriedOut: z.array(z.string()),
  } satisfies Record<keyof Estimate, z.ZodType>)
  .meta({ id: 'Estimate', description: 'What a release will take, as far as it can be told before.' });

export const dryRunSchema = z
  .object({
    plan: planSchema,
    hash: z.string().describe('Send it as planHash to release this very plan.'),
    preflight: findingsSchema,
    estimate: estimateSchema,
    text: z.string().describe('All of it, for people.'),
  })
  .meta({ id: 'DryRun', description: 'What a release would do. Nothing was recorded or changed.' });
