import * as z from 'zod';
import { releaseSchema } from '../../domain/api/release.ts';
import { wishForRest } from '../wish-for-rest.ts';
import { workspaceOf } from '../workspace-of.ts';
import { workspaceName } from './azure-name.ts';
import { endpointName } from './endpoint-of.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';
import { addressOf, showRelease } from './show-release.ts';

const wish = (kind: 'retire' | 'restore', name: string, summary: string) =>
  route({
    name,
    method: 'POST',
    path: `endpoints/{name}/${kind}`,
    summary,
    roles: ['Write'],
    params: endpointName,
    body: z.strictObject({ reason: z.string().min(1).max(1000).optional(), workspace: workspaceName.optional() }),
    answers: { 202: releaseSchema },
    handle:
      (world) =>
      async ({ params, body: { reason, workspace: named }, request, client }) => {
        const workspace = workspaceOf(world, named);
        if (workspace.kind === 'refused') return problem(workspace.fault);
        const endpoint = { workspaceId: workspace.value, name: params.name };
        const wished = await wishForRest(world, client(), { kind, endpoint, ...(reason ? { reason } : {}) });
        if (wished.kind === 'refused') return problem(wished.fault);
        const location = addressOf(wished.value.id, request.url);
        return { status: 202, headers: { location }, jsonBody: showRelease(wished.value, request.url) };
      },
  });

/** `POST /api/endpoints/{name}/retire`: deletes the endpoint, and keeps all that it takes to bring it back. 202. */
export const postRetire = wish('retire', 'postRetire', 'Delete the endpoint, and keep all that brings it back');

/** `POST /api/endpoints/{name}/restore`: brings back what was retired, or scaled down, as it was. 202. */
export const postRestore = wish('restore', 'postRestore', 'Bring back what was retired or scaled down, as it was');
