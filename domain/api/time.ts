import * as z from 'zod';

export const time = z.iso.datetime().describe('UTC, as in ISO 8601.');
