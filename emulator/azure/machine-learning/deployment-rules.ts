import type { Cloud } from '../cloud.ts';
import { type AzureAnswer, type JsonObject, objectAt, textAt } from '../exchange.ts';
import type { OnlineDeployment, OnlineEndpoint } from '../resources.ts';
import { vmSize } from '../vm-sizes.ts';
import type { WorkspaceCall } from './call.ts';
import { quotaProblem } from './cores.ts';
import { secondsOf } from './durations.ts';
import { isResourceName, locationRequired, sameLocation } from './endpoint-rules.ts';
import { flowProperties } from './models.ts';
import { badRequest, inferencingRefusal, notFound, validationRefusal } from './service-error.ts';

export interface DeploymentContext {
  readonly id: string;
  readonly endpoint: OnlineEndpoint;
  readonly earlier: OnlineDeployment | undefined;
}

const deploymentsPerEndpoint = 20;
const deploymentsPerRegion = 500;
const instancesPerDeployment = 50;

/** Refuses the PUT of a deployment as the service does; undefined when it may go on. */
export function refuseDeployment(cloud: Cloud, call: WorkspaceCall, context: DeploymentContext) {
  const { body } = call.request;
  const location = textAt(body, 'location');
  if (location === undefined) return locationRequired();
  if (!sameLocation(location, call.workspace.location)) {
    return invalid(cloud, 'Location', `The location '${location}' is not that of the workspace.`);
  }
  const properties = objectAt(body, 'properties');
  return (
    refuseNewName(cloud, call, context) ??
    refuseUnrecoverable(cloud, context.earlier) ??
    refuseEnvironment(cloud, properties) ??
    refuseSettings(cloud, properties) ??
    refuseTimeout(cloud, properties) ??
    refuseCapacity(cloud, context.id, call.workspace.location, {
      instanceType: textAt(properties, 'instanceType'),
      capacity: objectAt(body, 'sku')['capacity'],
    })
  );
}

const invalid = (cloud: Cloud, field: string, problem: string) =>
  validationRefusal(cloud, field, problem, 'Deployment');

function refuseNewName(cloud: Cloud, call: WorkspaceCall, context: DeploymentContext): AzureAnswer | undefined {
  const name = call.params['deployment'] ?? '';
  if (!isResourceName(name)) {
    const rule = 'It must begin with a letter and be 3 to 32 characters long, of letters, numbers and single dashes.';
    return invalid(cloud, 'Name', `The deployment name '${name}' is not valid. ${rule}`);
  }
  if (context.earlier) return undefined;
  const all = cloud.deployments.values();
  const siblings = all.filter((each) => each.endpointId === context.endpoint.resource.id);
  if (siblings.length >= deploymentsPerEndpoint) {
    return inferencingRefusal(cloud, `An endpoint can have at most ${deploymentsPerEndpoint} deployments.`);
  }
  const limit = cloud.coreLimits.get('deployments') ?? deploymentsPerRegion;
  const inRegion = all.filter((each) => each.resource.location === call.workspace.location).length;
  if (inRegion < limit) return undefined;
  const usage = `Current usage/limit: ${inRegion}/${limit}.`;
  return inferencingRefusal(cloud, `Deployment Quota reached for subscription ${call.params['subscription']}.${usage}`);
}

/** A deployment that never was ready cannot be repaired by another PUT. */
export function refuseUnrecoverable(cloud: Cloud, earlier: OnlineDeployment | undefined): AzureAnswer | undefined {
  if (earlier?.resource.properties.provisioningState !== 'Failed' || earlier.running) return undefined;
  const name = earlier.resource.name;
  const message =
    `Specified deployment [${name}] failed during initial provisioning and is in an unrecoverable state. ` +
    'Delete and re-create.';
  return inferencingRefusal(cloud, message);
}

/** A container of one's own has to say where it answers, unless a scoring script does (Learn article, MissingDriverProgram). */
function refuseEnvironment(cloud: Cloud, properties: JsonObject): AzureAnswer | undefined {
  const modelId = textAt(properties, 'model');
  if (modelId !== undefined && !cloud.models.get(modelId)) return notFound(cloud, `Model ${modelId} is not found.`);
  const environmentId = textAt(properties, 'environmentId');
  const environment = environmentId === undefined ? undefined : cloud.environments.get(environmentId);
  if (environmentId !== undefined && !environment) return notFound(cloud, `Environment ${environmentId} is not found.`);
  const hasRoutes = objectAt(environment?.properties, 'inferenceConfig')['scoringRoute'] !== undefined;
  if (hasRoutes || textAt(objectAt(properties, 'codeConfiguration'), 'codeId') !== undefined) return undefined;
  const detail = { code: 'MissingDriverProgram', message: 'Could not find driver program in the request.' };
  return badRequest(cloud, 'The request is invalid.', [detail]);
}

function refuseSettings(cloud: Cloud, properties: JsonObject): AzureAnswer | undefined {
  const computeType = textAt(properties, 'endpointComputeType');
  if (computeType !== 'Managed') {
    return invalid(
      cloud,
      'EndpointComputeType',
      `The compute type '${computeType}' is not that of the endpoint, Managed.`,
    );
  }
  const scaleType = textAt(objectAt(properties, 'scaleSettings'), 'scaleType');
  if (scaleType !== undefined && scaleType !== 'Default') {
    return invalid(cloud, 'ScaleSettings', 'Managed compute supports only the scale type Default.');
  }
  return undefined;
}

const longestTimeoutInSeconds = 180;
const longestTimeoutOfFlowsInSeconds = 300;

/** Up to 180 s, and up to 300 s when the model is marked as a flow (Deploy a flow to an online endpoint with CLI). */
function refuseTimeout(cloud: Cloud, properties: JsonObject): AzureAnswer | undefined {
  const given = textAt(objectAt(properties, 'requestSettings'), 'requestTimeout');
  if (given === undefined) return undefined;
  const model = cloud.models.get(textAt(properties, 'model') ?? '');
  const isFlow = flowProperties(model)['azureml.promptflow.source_flow_id'] !== undefined;
  const limit = isFlow ? longestTimeoutOfFlowsInSeconds : longestTimeoutInSeconds;
  const seconds = secondsOf(given);
  if (seconds !== undefined && seconds > 0 && seconds <= limit) return undefined;
  const rule = `The request timeout must be a duration of more than 0 and at most ${limit} seconds. It is ${given}.`;
  return invalid(cloud, 'RequestSettings.RequestTimeout', rule);
}

/** Refuses an unknown machine, a wrong number of instances, and more cores than the family has. */
export function refuseCapacity(
  cloud: Cloud,
  id: string,
  location: string,
  wanted: { readonly instanceType: string | undefined; readonly capacity: unknown },
): AzureAnswer | undefined {
  const instanceType = wanted.instanceType ?? 'Standard_F4s_v2';
  const size = vmSize(instanceType);
  if (!size)
    return invalid(cloud, 'VmSize', `The instance type ${instanceType} is not supported for online deployments.`);
  const instances = Number(wanted.capacity ?? 1);
  if (!Number.isInteger(instances) || instances < 1 || instances > instancesPerDeployment) {
    return invalid(
      cloud,
      'Sku.Capacity',
      `A deployment has 1 to ${instancesPerDeployment} instances, not ${instances}.`,
    );
  }
  const problem = quotaProblem(cloud, { id, location, size, instances });
  return problem === undefined ? undefined : invalid(cloud, 'VmSize', problem);
}
