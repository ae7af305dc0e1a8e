import * as z from 'zod';
import { consumeSchema } from '../../domain/api/endpoint.ts';
import { consumeOf, languages } from '../../domain/consume.ts';
import { refused } from '../../domain/outcome.ts';
import { clouds } from '../../domain/settings.ts';
import { exampleRequest } from '../example-request.ts';
import { endpointName, endpointOf, ofWorkspace } from './endpoint-of.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';

/** `GET /api/endpoints/{name}/consume?lang=python`: how to call an endpoint. The key is not in it; how to get it is. */
export const getConsume = route({
  name: 'getConsume',
  method: 'GET',
  path: 'endpoints/{name}/consume',
  summary: 'How to call an endpoint, in curl, Python, C# and JavaScript',
  roles: ['Read'],
  params: endpointName,
  query: ofWorkspace.extend({ lang: z.enum(languages).optional().describe('One of them only.') }),
  answers: { 200: consumeSchema },
  handle:
    (world) =>
    async ({ params, query }) => {
      const found = await endpointOf(world, params.name, query.workspace);
      if (found.kind === 'refused') return problem(found.fault);
      const { ref, facts } = found.value;
      const { name, auth, scoringUri } = facts;
      if (scoringUri === undefined) {
        const message = `Endpoint ${name} is ${facts.state} and has no address for requests yet.`;
        return problem(refused('unknown-endpoint', message, 'Wait until it is ready.').fault);
      }
      const consume = consumeOf({
        workspaceId: ref.workspaceId,
        endpoint: { name, auth, scoringUri },
        cloud: clouds[world.settings.FLOWFERRY_CLOUD],
        request: await exampleRequest(world, ref),
        ...(query.lang ? { wanted: query.lang } : {}),
      });
      return { jsonBody: consume };
    },
});
