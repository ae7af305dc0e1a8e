import * as z from 'zod';
import { type Fault, faultSlugs, type Place } from '../outcome.ts';

export const placeSchema = z
  .object({
    file: z.string(),
    line: z.int().exactOptional().describe('Counted from 1.'),
    column: z.int().exactOptional().describe('Counted from 1.'),
    field: z.string().exactOptional().describe('The key inside the file, for example endpoint.name.'),
  } satisfies Record<keyof Place, z.ZodType>)
  .describe('Where in the package the cause stands.');

const slug = z.enum(faultSlugs).describe('A heading in docs/faults.md.');

export const faultSchema: z.ZodType<Fault> = z
  .object({
    slug,
    message: z.string().describe('What was wrong, with what.'),
    remedy: z.string().describe('What to do next.'),
    class: z.string().exactOptional().describe('The class of a failure in Azure, a heading in docs/faults.md.'),
    place: placeSchema.exactOptional(),
  } satisfies Record<keyof Fault, z.ZodType>)
  .meta({ id: 'Fault', description: 'An expected ending, and what to do about it.' });

/** What is answered when something is wrong. Source: RFC 9457. */
export const problemSchema = z
  .object({
    type: z.string().describe('Where it is explained.'),
    title: slug,
    status: z.int(),
    detail: z.string().describe('What was wrong, with what.'),
    remedy: z.string().describe('What to do next.'),
    place: placeSchema.exactOptional(),
  })
  .meta({ id: 'Problem', description: 'Why a request is refused, as problem details (RFC 9457).' });
export type Problem = z.infer<typeof problemSchema>;
