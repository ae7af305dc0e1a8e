import * as z from 'zod';
import { planSchema } from '../../domain/api/plan.ts';
import { time } from '../../domain/api/time.ts';
import { refused } from '../../domain/outcome.ts';
import { releaseId } from './get-release.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';

/** `GET /api/releases/{id}/plan`: the plan that a release carries out, as it was made. */
export const getPlan = route({
  name: 'getPlan',
  method: 'GET',
  path: 'releases/{id}/plan',
  summary: 'The plan that a release carries out',
  roles: ['Read'],
  params: releaseId,
  answers: { 200: z.object({ at: time, hash: z.string(), plan: planSchema }) },
  handle:
    (world) =>
    async ({ params: { id } }) => {
      const [newest] = (await world.plans.page(id, { top: 1 })).items;
      if (newest) return { jsonBody: newest };
      const message = `There is no plan of a release "${id.slice(0, 100)}".`;
      return problem(
        refused('unknown-release', message, 'Check the id; a plan is there once its first step is over.').fault,
      );
    },
});
