import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { refused } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import { workspaceOf } from '../workspace-of.ts';
import { problem } from './problem.ts';
import { showRelease } from './show-release.ts';

const mostAtOnce = 100;

/** `GET /api/releases?endpoint=…&workspace=…&top=…`: the releases of an endpoint, newest first, without their steps. */
export const listReleases =
  (world: World) =>
  async (request: HttpRequest): Promise<HttpResponseInit> => {
    const name = request.query.get('endpoint') ?? '';
    if (name === '') return badRequest('The request does not say of which endpoint.', 'Add ?endpoint=<name>.');
    const top = Number(request.query.get('top') ?? 20);
    if (!Number.isInteger(top) || top < 1 || top > mostAtOnce) {
      return badRequest('"top" is not a number that can be answered.', `Give a whole number from 1 to ${mostAtOnce}.`);
    }
    const workspace = workspaceOf(world, request.query.get('workspace') ?? undefined);
    if (workspace.kind === 'refused') return problem(workspace.fault);
    const releases = await world.releases.list({ workspaceId: workspace.value, name }, top);
    return { jsonBody: { releases: releases.map((release) => showRelease(release, request.url)) } };
  };

const badRequest = (message: string, remedy: string) => problem(refused('bad-request', message, remedy).fault);
