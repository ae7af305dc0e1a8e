import type { Environment } from './connection-provider.ts';
import type { ContainerLog } from './container-log.ts';
import type { FlowFiles } from './definition.ts';
import { flowError } from './flow-error.ts';

/**
 * Decides what the image starts: `PROMPTFLOW_RUN_MODE`, else `serving` if the folder looks like a flow or an MLflow model.
 * In any other mode the compute server starts on another port, and no probe on 8080 ever succeeds.
 */
export function decideRunMode(environment: Environment, files: FlowFiles, log: ContainerLog): void {
  const detected = ['MLmodel', 'flow.dag.yaml', 'flow.flex.yaml'].some((name) => files.has(name))
    ? 'serving'
    : 'compute';
  log.plain('detecting promptflow run mode');
  const mode = environment.get('PROMPTFLOW_RUN_MODE') || detected;
  log.plain(`PROMPTFLOW_RUN_MODE: ${mode}`);
  if (mode !== 'serving') {
    throw flowError('ConnectionRefusedError', `The server runs in mode '${mode}': nothing listens on port 8080.`);
  }
}
