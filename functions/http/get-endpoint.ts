import { endpointSchema, type ShownEndpoint } from '../../domain/api/endpoint.ts';
import { partsOf } from '../../domain/workspace.ts';
import { liveRelease } from '../live-release.ts';
import { endpointName, endpointOf, ofWorkspace } from './endpoint-of.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';
import { showRelease } from './show-release.ts';

/** `GET /api/endpoints/{name}`: an endpoint with its deployments, its traffic, and the judge's last word on what serves it. */
export const getEndpoint = route({
  name: 'getEndpoint',
  method: 'GET',
  path: 'endpoints/{name}',
  summary: 'An endpoint with its deployments and its traffic',
  roles: ['Read'],
  params: endpointName,
  query: ofWorkspace,
  answers: { 200: endpointSchema },
  handle:
    (world) =>
    async ({ params, query, request }) => {
      const found = await endpointOf(world, params.name, query.workspace);
      if (found.kind === 'refused') return problem(found.fault);
      const { ref, facts } = found.value;
      const [deployments, live] = await Promise.all([world.deployments.list(ref), liveRelease(world, ref)]);
      const { name, state, auth, traffic, mirror, scoringUri, tags } = facts;
      const shown: ShownEndpoint = {
        ...{ name, workspace: partsOf(ref.workspaceId).name, state, auth, traffic, tags },
        ...(mirror ? { mirror } : {}),
        ...(scoringUri === undefined ? {} : { scoringUri }),
        deployments: deployments.map((each) => ({
          name: each.name,
          state: each.state,
          instanceType: each.instanceType,
          instanceCount: each.instanceCount,
          traffic: traffic[each.name] ?? 0,
        })),
        ...(live ? { release: showRelease(live, request.url) } : {}),
        ...(live?.verdict ? { verdict: live.verdict } : {}),
      };
      return { jsonBody: shown };
    },
});
