import * as z from 'zod';
import { type Check, checkStates } from '../installation/check.ts';

const checkSchema: z.ZodType<Check> = z
  .object({
    name: z.string().describe('What was looked at.'),
    state: z.enum(checkStates),
    sentence: z.string().exactOptional().describe('What is wrong, why it was not checked, or what is good to know.'),
    mend: z.string().exactOptional().describe('The command that mends it, or shows it to whoever may look.'),
  } satisfies Record<keyof Check, z.ZodType>)
  .meta({ id: 'Check', description: 'One thing that an installation needs, and how it is.' });

/** How an installation is. */
export const installationSchema = z.object({
  isWell: z.boolean().describe('Whether nothing is wrong.'),
  checks: z.array(checkSchema),
});
export type ShownInstallation = z.infer<typeof installationSchema>;
