import type { Connections } from './connections.ts';
import { flowError } from './flow-error.ts';
import type { LoadedTool } from './tools.ts';

/** Says whether the identity of the endpoint may use a resource (by its ARM id) that a connection with Entra leads to. */
export type ModelAccess = (resourceId: string) => boolean;

/**
 * A connection without a key makes the model check the identity's role at every call. The container starts without it;
 * requests fail until the role has reached the resource.
 */
export function checkModelAccess(
  tools: readonly LoadedTool[],
  connections: Connections,
  mayUse: ModelAccess | undefined,
): void {
  for (const { node } of tools) {
    const resource = node.type === 'llm' ? connections.get(node.connection ?? '')?.entraResource : undefined;
    if (resource === undefined || mayUse === undefined || mayUse(resource)) continue;
    throw flowError(
      'WrappedOpenAIError',
      'OpenAI API hits PermissionDeniedError: Principal does not have access to API/Operation. [Error reference: ' +
        'https://platform.openai.com/docs/guides/error-codes/api-errors]',
    );
  }
}
