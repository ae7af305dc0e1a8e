import * as z from 'zod';

const secondsPerUnit: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** A length of time as people write it (`90s`, `15m`, `24h`, `7d`), parsed to seconds. */
export const duration = z
  .string()
  .regex(/^\d{1,6}[smhd]$/, 'must be a number and a unit: 90s, 15m, 24h or 7d')
  .transform((text) => Number(text.slice(0, -1)) * (secondsPerUnit[text.slice(-1)] ?? 1));

/** A share of requests or runs, from 0 to 1. */
export const rate = z.number().min(0).max(1);

export const seconds = z.number().positive();

/** Azure takes at most 256 signs for a tag's value. */
export const tags = z.record(z.string().min(1).max(512), z.string().max(256));

export const onOrOff = z.enum(['on', 'off']);

/** Fills a whole section with its defaults when the manifest leaves it out. */
export const section = <Shape extends z.ZodRawShape>(shape: Shape, meaning: string) =>
  z
    .strictObject(shape)
    .prefault({} as never)
    .describe(meaning);
