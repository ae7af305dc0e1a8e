import * as z from 'zod';

/** Letters, digits and dashes only: the name becomes a part of an address of Azure's. */
export const azureName = z
  .string()
  .max(32)
  .regex(/^[A-Za-z][A-Za-z0-9-]*$/);

export const workspaceName = z
  .string()
  .min(1)
  .describe('A workspace by its name or resource id; the first one when it is left out.');
