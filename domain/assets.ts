import type { EnvironmentSpec } from './environment.ts';
import type { Outcome } from './outcome.ts';
import type { ModelSpec } from './plan.ts';

export interface Models {
  /** Uploads the flow's folder and registers it. The same version with the same content is kept as it is. */
  register(
    workspaceId: string,
    model: ModelSpec,
    files: ReadonlyMap<string, Uint8Array>,
  ): Promise<Outcome<{ readonly id: string }>>;
}

export interface Environments {
  /** Whether the environment has this version already, so that its image need not be built. */
  exists(workspaceId: string, name: string, version: string): Promise<boolean>;
  /** Creates the environment's version, uploading its Docker context if it has one. The image is built when a deployment first needs it. */
  create(
    workspaceId: string,
    name: string,
    version: string,
    spec: EnvironmentSpec,
  ): Promise<Outcome<{ readonly id: string }>>;
}
