import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { refused } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import { problem } from './problem.ts';
import { showRelease } from './show-release.ts';

/** `GET /api/releases/{id}`: the story of a release so far. */
export const getRelease =
  (world: World) =>
  async (request: HttpRequest): Promise<HttpResponseInit> => {
    const id = request.params['id'] ?? '';
    const release = await world.releases.get(id);
    if (release) return { jsonBody: showRelease(release, request.url) };
    const { fault } = refused(
      'unknown-release',
      `There is no release "${id.slice(0, 100)}".`,
      'Check the id for a slip.',
    );
    return problem(fault);
  };
