import * as z from 'zod';
import { done, type Outcome, refused } from '../../domain/outcome.ts';
import type { EndpointRef } from '../../domain/workspace.ts';
import type { EndpointFacts, World } from '../../domain/world.ts';
import { workspaceOf } from '../workspace-of.ts';
import { azureName, workspaceName } from './azure-name.ts';

export const endpointName = z.object({ name: azureName.describe('The name of an endpoint.') });
export const ofWorkspace = z.strictObject({ workspace: workspaceName.optional() });

export interface FoundEndpoint {
  readonly ref: EndpointRef;
  readonly facts: EndpointFacts;
}

/** An endpoint as it is in Azure. */
export async function endpointOf(world: World, name: string, workspace?: string): Promise<Outcome<FoundEndpoint>> {
  const workspaceId = workspaceOf(world, workspace);
  if (workspaceId.kind === 'refused') return workspaceId;
  const ref = { workspaceId: workspaceId.value, name };
  const facts = await world.endpoints.get(ref);
  if (facts) return done({ ref, facts });
  return refused(
    'unknown-endpoint',
    `There is no endpoint ${name} in this workspace.`,
    'Check the name and the workspace.',
  );
}
