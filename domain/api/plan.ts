import * as z from 'zod';
import type { DeploymentBody, EndpointBody, EnvironmentPlan, ModelSpec, Plan, ProbeBody, ProbesBody } from '../plan.ts';
import type { Rollout, RolloutStep } from '../rollout.ts';
import type { TrafficMap } from '../world.ts';
import { roleGrantSchema } from './release.ts';

export const trafficSchema: z.ZodType<TrafficMap> = z
  .record(z.string(), z.int())
  .meta({ id: 'Traffic', description: 'Share of the requests per deployment, in percent.' });

const texts = z.record(z.string(), z.string());

const probeSchema: z.ZodType<ProbeBody> = z.object({
  initialDelayInSeconds: z.number().exactOptional(),
  periodInSeconds: z.number().exactOptional(),
  timeoutInSeconds: z.number().exactOptional(),
  successThreshold: z.number().exactOptional(),
  failureThreshold: z.number().exactOptional(),
} satisfies Record<keyof ProbeBody, z.ZodType>);

const deploymentBodySchema: z.ZodType<DeploymentBody> = z.object({
  location: z.string(),
  instanceType: z.string(),
  instanceCount: z.int(),
  environmentVariables: texts,
  requestTimeoutInSeconds: z.number(),
  maxConcurrentRequests: z.int(),
  probes: z
    .object({
      liveness: probeSchema.exactOptional(),
      readiness: probeSchema.exactOptional(),
      startup: probeSchema.exactOptional(),
    } satisfies Record<keyof ProbesBody, z.ZodType>)
    .exactOptional(),
  appInsights: z.boolean(),
  dataCollection: z.boolean(),
  description: z.string(),
  tags: texts,
} satisfies Record<keyof DeploymentBody, z.ZodType>);

const endpointBodySchema: z.ZodType<EndpointBody> = z.object({
  location: z.string(),
  auth: z.enum(['key', 'aml_token', 'aad_token']),
  identity: z.union([
    z.object({ kind: z.literal('system') }),
    z.object({ kind: z.literal('userAssigned'), id: z.string() }),
  ]),
  enforceConnectionSecrets: z.boolean(),
  publicNetworkAccess: z.boolean(),
  description: z.string(),
  tags: texts,
} satisfies Record<keyof EndpointBody, z.ZodType>);

const modelSchema: z.ZodType<ModelSpec> = z.object({
  name: z.string(),
  version: z.string(),
  contentHash: z.string(),
  folder: z.string(),
  description: z.string(),
  properties: texts,
  tags: texts,
} satisfies Record<keyof ModelSpec, z.ZodType>);

const rolloutStepSchema: z.ZodType<RolloutStep> = z.object({
  traffic: z.int().describe("The candidate's share, in percent."),
  mirror: z.int().exactOptional().describe('The share of the requests that is copied to the candidate.'),
  holdInSeconds: z.number(),
  approvalExpiresInSeconds: z.number().exactOptional().describe('How long a person has to agree to it.'),
  approvalByAnother: z.boolean().exactOptional().describe('It takes somebody else than who released.'),
} satisfies Record<keyof RolloutStep, z.ZodType>);

const rolloutSchema: z.ZodType<Rollout> = z.object({
  steps: z.array(rolloutStepSchema),
  onInconclusive: z.enum(['wait', 'promote', 'rollBack', 'pause']),
  maxDurationInSeconds: z.number(),
  health: z.object({
    errorRate: z.object({ max: z.number(), noWorseThanStable: z.number() }),
    latencyP95: z.object({ maxSeconds: z.number().optional(), noWorseThanStable: z.number() }),
    minimumRequests: z.int(),
  }),
} satisfies Record<keyof Rollout, z.ZodType>);

export const planSchema: z.ZodType<Plan> = z
  .object({
    releaseId: z.string(),
    workspaceId: z.string(),
    package: z.object({ hash: z.string(), name: z.string() }),
    endpoint: z.object({ name: z.string(), action: z.enum(['create', 'keep']), body: endpointBodySchema }),
    model: modelSchema,
    environment: z.object({
      name: z.string(),
      version: z.string(),
      baseImage: z.string(),
    } satisfies Record<keyof EnvironmentPlan, z.ZodType>),
    deployment: z.object({ name: z.string(), action: z.enum(['create', 'keep']), body: deploymentBodySchema }),
    roles: z.array(roleGrantSchema),
    principalId: z.string().exactOptional(),
    traffic: z.object({ before: trafficSchema, after: trafficSchema }),
    rollout: rolloutSchema,
    stable: z.string().exactOptional().describe('The deployment that carries most traffic now: the way back.'),
    previous: z.string().exactOptional().describe('What the release goes back to once it is live.'),
  } satisfies Record<keyof Plan, z.ZodType>)
  .meta({ id: 'Plan', description: 'What a release does, before it does any of it.' });
