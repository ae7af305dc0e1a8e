import type { Cloud } from '../cloud.ts';
import { workspaceOf } from '../container.ts';
import type { OnlineDeployment } from '../resources.ts';
import { overriddenSettings } from '../serving/connection-provider.ts';
import type { ServingResponse } from '../serving/handle-request.ts';
import type { FlowMetrics } from './flow-metrics.ts';

/**
 * Sends what the container measured to the Application Insights component of the workspace, if the deployment has it
 * switched on. The dimensions `endpoint` and `deployment` are there only if PRT_CONFIG_OVERRIDE names both.
 */
export function recordFlow(
  cloud: Cloud,
  flows: FlowMetrics,
  deployment: OnlineDeployment,
  { observation, status }: ServingResponse,
  latencyInMs: number,
  time: number,
): void {
  const { appInsightsEnabled, environmentVariables } = deployment.running?.properties ?? deployment.resource.properties;
  if (!appInsightsEnabled || observation === undefined) return;
  flows.add(workspaceOf(cloud, deployment).properties.applicationInsights, {
    time,
    status,
    latencyInMs,
    observation,
    common: commonDimensions(environmentVariables),
    tracing: environmentVariables['PF_DISABLE_TRACING']?.toLowerCase() === 'false',
  });
}

function commonDimensions(environment: Readonly<Record<string, string>>): Record<string, string> {
  const settings = overriddenSettings(environment['PRT_CONFIG_OVERRIDE']);
  const endpoint = settings?.get('deployment.endpoint_name');
  const deployment = settings?.get('deployment.deployment_name');
  return {
    ...(endpoint !== undefined && { endpoint }),
    ...(deployment !== undefined && { deployment }),
    ...ownDimensions(environment['PF_SERVING_METRICS_COMMON_DIMENSIONS']),
  };
}

function ownDimensions(text: string | undefined): Record<string, string> {
  try {
    return JSON.parse(text ?? '{}') as Record<string, string>;
  } catch {
    return {};
  }
}
