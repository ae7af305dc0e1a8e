import * as z from 'zod';
import { route } from './route.ts';

/** `GET /api/health`: whether the app runs and reaches its storage. 503 if it does not. The only thing that needs no sign-in. */
export const getHealth = route({
  name: 'getHealth',
  method: 'GET',
  path: 'health',
  summary: 'Whether the app runs and reaches its storage',
  roles: 'anyone',
  answers: { 200: z.object({ status: z.literal('healthy') }) },
  handle: (world) => async () => {
    await world.releases.get('health');
    return { jsonBody: { status: 'healthy' } };
  },
});
