import * as z from 'zod';
import { time } from '../../domain/api/time.ts';
import { type AuditEntry, auditOf } from '../../domain/journal.ts';
import { next, paging, wantedOf } from './paging.ts';
import { route } from './route.ts';

const entrySchema: z.ZodType<AuditEntry> = z
  .object({
    at: time,
    operation: z.string(),
    by: z.object({ id: z.string(), name: z.string(), kind: z.enum(['person', 'app', 'machine']) }),
    release: z.string().exactOptional(),
    endpoint: z.string().exactOptional(),
    said: z.string().exactOptional(),
    status: z.int(),
    fault: z.string().exactOptional().describe('Why it was refused.'),
  } satisfies Record<keyof AuditEntry, z.ZodType>)
  .meta({ id: 'AuditEntry', description: 'Who did what, when, and what came of it.' });

/** `GET /api/audit`: who asked for what, newest first. What only looks is not in it. */
export const listAudit = route({
  name: 'listAudit',
  method: 'GET',
  path: 'audit',
  summary: 'Who asked for what, newest first',
  roles: ['Read'],
  query: z.strictObject(paging),
  answers: { 200: z.object({ entries: z.array(entrySchema), next }) },
  handle:
    (world) =>
    async ({ query }) => {
      const { items: entries, ...rest } = await world.audit.page(auditOf, wantedOf(query));
      return { jsonBody: { entries, ...rest } };
    },
});
