import { type Findings, faultFound, nothingFound, notLookedAt, warningFound } from './findings.ts';
import { partsOf } from './workspace.ts';
import type { WorkspaceFacts } from './world.ts';

/**
 * Whether endpoints work in the network of the workspace: in one that Azure manages, and not in one of the customer's own.
 * Source: Microsoft Learn, "Network isolation in prompt flow".
 */
export function findInNetwork({ id, network }: WorkspaceFacts): Findings {
  if (!network) return notLookedAt('the network of the workspace: Azure did not say what it is');
  if (network.isManaged || network.privateEndpoints === 0) return nothingFound;
  const { name } = partsOf(id);
  if (network.publicAccess) {
    return warningFound(
      `The workspace ${name} also has a private endpoint in a virtual network of your own; a flow that needs that network will not reach it.`,
    );
  }
  return faultFound(
    'unsupported-network',
    `The workspace ${name} can be reached through a virtual network of your own only.`,
    'Release to a workspace with a managed network, or serve the flow from a Kubernetes endpoint.',
  );
}
