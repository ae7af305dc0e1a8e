import * as z from 'zod';
import { answerSchema, type TestAnswer } from '../../domain/api/endpoint.ts';
import { exampleRequest } from '../example-request.ts';
import { azureName, workspaceName } from './azure-name.ts';
import { endpointName, endpointOf } from './endpoint-of.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';

/** As much as a person reads. */
const longestBody = 2 ** 20;

/**
 * `POST /api/endpoints/{name}/test`: sends an endpoint a request, and answers with what it said. The key or token is
 * Flowferry's own and stays with it.
 *
 * @example { "request": { "question": "Why?" }, "deployment": "f-56166b83b2" }
 */
export const postTest = route({
  name: 'postTest',
  method: 'POST',
  path: 'endpoints/{name}/test',
  summary: 'Send an endpoint a request',
  roles: ['Write'],
  params: endpointName,
  body: z.strictObject({
    request: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('The inputs; those of the smoke test when they are left out.'),
    deployment: azureName.optional().describe('Past the traffic rules, to this one.'),
    timeoutInSeconds: z.number().min(1).max(180).default(60),
    workspace: workspaceName.optional(),
  }),
  answers: { 200: answerSchema },
  handle:
    (world) =>
    async ({ params, body: { request, deployment, timeoutInSeconds, workspace } }) => {
      const found = await endpointOf(world, params.name, workspace);
      if (found.kind === 'refused') return problem(found.fault);
      const { ref } = found.value;
      const scored = await world.scoring.score(ref, {
        body: request ?? (await exampleRequest(world, ref)),
        timeoutInSeconds,
        ...(deployment === undefined ? {} : { deployment }),
      });
      if (scored.kind === 'refused') return problem(scored.fault);
      const { status, latencyInSeconds, headers, body } = scored.value;
      const by = headers['azureml-model-deployment'];
      const answer: TestAnswer = {
        status,
        latencyInSeconds,
        ...(by === undefined ? {} : { deployment: by }),
        body: body.slice(0, longestBody),
      };
      return { jsonBody: answer };
    },
});
