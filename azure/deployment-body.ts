import type { OnlineDeployment, ProbeSettings } from '@azure/arm-machinelearning';
import type { DeploymentRequest, ProbeBody } from '../domain/plan.ts';
import type { DeploymentFacts } from '../domain/world.ts';

/** A new deployment. Only managed ones: their scale is `Default`, their number of instances the SKU's capacity. */
export const toNewDeployment = (request: DeploymentRequest): OnlineDeployment => ({
  location: request.location,
  tags: { ...request.tags },
  sku: { name: 'Default', capacity: request.instanceCount },
  properties: {
    endpointComputeType: 'Managed',
    instanceType: request.instanceType,
    model: request.modelId,
    environmentId: request.environmentId,
    environmentVariables: { ...request.environmentVariables },
    description: request.description,
    appInsightsEnabled: request.appInsights,
    scaleSettings: { scaleType: 'Default' },
    requestSettings: {
      requestTimeout: seconds(request.requestTimeoutInSeconds),
      maxConcurrentRequestsPerInstance: request.maxConcurrentRequests,
    },
    ...(request.probes?.liveness && { livenessProbe: toProbe(request.probes.liveness) }),
    ...(request.probes?.readiness && { readinessProbe: toProbe(request.probes.readiness) }),
  },
});

/** What the client would drop. */
export const unknownToClient = ({ probes, dataCollection }: DeploymentRequest): Record<string, unknown> => ({
  ...(probes?.startup && { startupProbe: toProbe(probes.startup) }),
  ...(dataCollection && {
    dataCollector: {
      collections: {
        model_inputs: { dataCollectionMode: 'Enabled' },
        model_outputs: { dataCollectionMode: 'Enabled' },
      },
    },
  }),
});

const toProbe = (probe: ProbeBody): ProbeSettings => ({
  ...(probe.initialDelayInSeconds !== undefined && { initialDelay: seconds(probe.initialDelayInSeconds) }),
  ...(probe.periodInSeconds !== undefined && { period: seconds(probe.periodInSeconds) }),
  ...(probe.timeoutInSeconds !== undefined && { timeout: seconds(probe.timeoutInSeconds) }),
  ...(probe.successThreshold !== undefined && { successThreshold: probe.successThreshold }),
  ...(probe.failureThreshold !== undefined && { failureThreshold: probe.failureThreshold }),
});

/** ISO 8601, as the service wants durations. */
const seconds = (count: number) => `PT${count}S`;

export const toDeploymentFacts = (name: string, read: OnlineDeployment): DeploymentFacts => ({
  name,
  state: read.properties.provisioningState ?? '',
  instanceType: read.properties.instanceType ?? '',
  instanceCount: read.sku?.capacity ?? 0,
  tags: { ...read.tags },
});
