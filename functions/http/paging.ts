import * as z from 'zod';
import type { PageWanted } from '../../domain/journal.ts';

/** How every list is read: so many, and then those after them. */
export const paging = {
  top: z.coerce.number().int().min(1).max(100).default(20).describe('How many at most.'),
  after: z
    .string()
    .max(1000)
    .regex(/^[A-Za-z0-9_-]+$/)
    .optional()
    .describe('The "next" of the page before.'),
};
export const next = z.string().exactOptional().describe('There is more: send it as "after".');

export const wantedOf = ({ top, after }: { readonly top: number; readonly after?: string | undefined }): PageWanted =>
  after === undefined ? { top } : { top, after };
