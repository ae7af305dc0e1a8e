import type { Environment } from './connection-provider.ts';
import { asMapping, isMapping, type Mapping } from './definition.ts';
import { flowError } from './flow-error.ts';
import { pythonRepr } from './python-text.ts';

/**
 * Checks the arguments of a flex flow's entry class: `PF_FLOW_INIT_CONFIG`, else the sample of the definition. Connections
 * in them are not read through the deployment's provider but through `PF_CONNECTION_PROVIDER`; without it the start fails.
 */
export function checkInit(definition: Mapping, environment: Environment): void {
  const given = environment.get('PF_FLOW_INIT_CONFIG');
  const init = given === undefined ? asMapping(asMapping(definition['sample'])['init']) : initIn(given);
  const namesConnection = Object.values(init).some((value) => isMapping(value) && value['connection'] !== undefined);
  if (!namesConnection || environment.has('PF_CONNECTION_PROVIDER')) return;
  throw flowError(
    'FlowEntryInitializationError',
    `Failed to initialize flow entry with '${pythonRepr(init)}', ex:'Please install 'promptflow' to use local connection..`,
  );
}

function initIn(text: string): Mapping {
  try {
    return asMapping(JSON.parse(text));
  } catch {
    throw flowError('InvalidFlowInitConfig', "PF_FLOW_INIT_CONFIG can't be deserialized to json");
  }
}
