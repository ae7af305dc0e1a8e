import * as z from 'zod';
import { type ListedEndpoint, listedEndpointSchema } from '../../domain/api/endpoint.ts';
import { endpointKey, partsOf } from '../../domain/workspace.ts';
import { workspaceOf } from '../workspace-of.ts';
import { ofWorkspace } from './endpoint-of.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';

/** `GET /api/endpoints`: the endpoints of a workspace, by name. Azure allows some hundred of them. */
export const listEndpoints = route({
  name: 'listEndpoints',
  method: 'GET',
  path: 'endpoints',
  summary: 'The endpoints of a workspace',
  roles: ['Read'],
  query: ofWorkspace,
  answers: { 200: z.object({ endpoints: z.array(listedEndpointSchema) }) },
  handle:
    (world) =>
    async ({ query }) => {
      const workspaceId = workspaceOf(world, query.workspace);
      if (workspaceId.kind === 'refused') return problem(workspaceId.fault);
      const found = await world.endpoints.list(workspaceId.value);
      const live = new Map<string, string>();
      for await (const { endpoint, releaseId } of world.fleet.all()) live.set(endpointKey(endpoint), releaseId);
      const endpoints = found.map(({ name, state, auth, traffic }): ListedEndpoint => {
        const release = live.get(endpointKey({ workspaceId: workspaceId.value, name }));
        const workspace = partsOf(workspaceId.value).name;
        return { name, workspace, state, auth, traffic, ...(release === undefined ? {} : { release }) };
      });
      return { jsonBody: { endpoints: endpoints.sort((a, b) => a.name.localeCompare(b.name)) } };
    },
});
