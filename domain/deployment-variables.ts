import { connectionOverrides, variableOf } from './connection-overrides.ts';
import type { Manifest } from './manifest.ts';
import { done, type Fault, type Outcome, refused } from './outcome.ts';
import type { PackageFacts } from './package/facts.ts';
import type { WorkspaceParts } from './workspace.ts';

type Variables = Readonly<Record<string, string>>;

/** What the container of a flow is told. */
export interface DeploymentVariablesInput {
  readonly facts: PackageFacts;
  readonly manifest: Manifest;
  readonly workspace: WorkspaceParts;
  readonly endpointName: string;
  readonly deploymentName: string;
  /** The client id of a user-assigned identity; without it the container takes the system-assigned one. */
  readonly clientId?: string;
}

/** Set by Flowferry or by Azure; another value would break serving in ways that are hard to find. */
const reservedVariables = new Set([
  'PROMPTFLOW_RUN_MODE',
  'PRT_CONFIG_OVERRIDE',
  'PROMPTFLOW_RESPONSE_INCLUDED_FIELDS',
  'PROMPTFLOW_CONNECTION_PROVIDER',
  'PF_CONNECTION_PROVIDER',
  'PROMPTFLOW_PROJECT_PATH',
  'PF_PROJECT_PATH',
  'AZURE_CLIENT_ID',
  'AZUREML_MODEL_DIR',
]);

/**
 * The environment variables of a flow's deployment. Refuses with `unsafe-override` what the container would take for
 * something else (Learn: "Deploy a flow … with CLI"; the serving runtime's connection overrides), and with
 * `invalid-manifest` outputs that the flow does not have.
 */
export function deploymentVariables(input: DeploymentVariablesInput): Outcome<Variables> {
  const { facts, manifest } = input;
  const overrides = connectionOverrides(facts, manifest);
  if (overrides.kind === 'refused') return overrides;
  const fault = unsafeVariable(facts, manifest) ?? unknownOutput(facts, manifest);
  if (fault) return { kind: 'refused', fault };
  const serving = facts.kind === 'container' ? {} : servingVariables(input);
  const identity = input.clientId ? { AZURE_CLIENT_ID: input.clientId } : {};
  return done({ ...manifest.deployment.environmentVariables, ...overrides.value, ...serving, ...identity });
}

function servingVariables({
  facts,
  manifest,
  workspace,
  endpointName,
  deploymentName,
}: DeploymentVariablesInput): Variables {
  const settings = {
    subscription_id: workspace.subscriptionId,
    resource_group: workspace.resourceGroup,
    workspace_name: workspace.name,
    endpoint_name: endpointName,
    deployment_name: deploymentName,
  };
  return {
    PROMPTFLOW_RUN_MODE: 'serving',
    // A space after a comma would make the container look for the resource group "None".
    PRT_CONFIG_OVERRIDE: Object.entries(settings)
      .map(([key, value]) => `deployment.${key}=${value}`)
      .join(','),
    ...(facts.kind === 'flex' ? { PF_CONNECTION_PROVIDER: providerOf(workspace) } : {}),
    ...(manifest.outputs.length > 0 ? { PROMPTFLOW_RESPONSE_INCLUDED_FIELDS: JSON.stringify(manifest.outputs) } : {}),
  };
}

/** Flex flows resolve the connections of their class through this and not through PRT_CONFIG_OVERRIDE. */
const providerOf = ({ subscriptionId, resourceGroup, name }: WorkspaceParts): string =>
  `azureml://subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${name}`;

function unsafeVariable(facts: PackageFacts, manifest: Manifest): Fault | undefined {
  const connections = new Set(facts.connections.map(({ name }) => variableOf(name)));
  for (const name of Object.keys(manifest.deployment.environmentVariables)) {
    const place = { file: 'deploy.yaml', field: `deployment.environmentVariables.${name}` };
    if (reservedVariables.has(name)) {
      return refused(
        'unsafe-override',
        `The variable ${name} is set by Flowferry.`,
        'Take it out of the manifest.',
        place,
      ).fault;
    }
    if (connections.has(name)) {
      const message = `The variable ${name} has the name of a connection, so the container would take it for an override.`;
      return refused('unsafe-override', message, 'Rename it, or use `connections` for an override.', place).fault;
    }
  }
  return undefined;
}

/** The container answers `{}` for a name that it does not know. */
function unknownOutput(facts: PackageFacts, manifest: Manifest): Fault | undefined {
  const known = facts.outputs.map(({ name }) => name);
  const unknown = manifest.outputs.find((name) => !known.includes(name));
  if (unknown === undefined || known.length === 0) return undefined;
  const message = `The flow has no output ${unknown}; it has ${known.join(', ')}.`;
  return refused('invalid-manifest', message, 'Correct the name.', { file: 'deploy.yaml', field: 'outputs' }).fault;
}

/**
 * The properties by which the studio knows a model as a flow: they turn on its Test tab and make a request timeout of
 * 300 seconds legal (Learn: "Deploy a flow to online endpoint … with CLI").
 */
export function modelProperties(facts: PackageFacts, sourceFlowId: string): Variables {
  if (facts.kind === 'container') return {};
  return {
    'azureml.promptflow.source_flow_id': sourceFlowId,
    ...(facts.isChat ? { 'azureml.promptflow.mode': 'chat' } : {}),
    ...(facts.isChat && facts.chatInput ? { 'azureml.promptflow.chat_input': facts.chatInput } : {}),
    ...(facts.isChat && facts.chatOutput ? { 'azureml.promptflow.chat_output': facts.chatOutput } : {}),
  };
}
