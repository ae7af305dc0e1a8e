import * as z from 'zod';
import { type Consume, languages } from '../consume.ts';
import type { EndpointFacts } from '../world.ts';
import { trafficSchema } from './plan.ts';
import { releaseSchema, type ShownRelease, verdictSchema } from './release.ts';

/** An endpoint in a list. */
export interface ListedEndpoint extends Pick<EndpointFacts, 'name' | 'state' | 'auth' | 'traffic'> {
  readonly workspace: string;
  /** The release that serves it, if Flowferry made one. */
  readonly release?: string;
}

/** All that is known of an endpoint. */
export interface ShownEndpoint
  extends Omit<ListedEndpoint, 'release'>,
    Pick<EndpointFacts, 'mirror' | 'scoringUri' | 'tags'> {
  readonly deployments: readonly ShownDeployment[];
  readonly release?: ShownRelease;
  readonly verdict?: ShownRelease['verdict'];
}
export interface ShownDeployment {
  readonly name: string;
  readonly state: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  /** In percent. */
  readonly traffic: number;
}

const known = {
  name: z.string(),
  workspace: z.string(),
  state: z.string().describe('As the service says it: Succeeded, Updating, Failed …'),
  auth: z.enum(['key', 'aml_token', 'aad_token']),
  traffic: trafficSchema,
};

export const listedEndpointSchema: z.ZodType<ListedEndpoint> = z
  .object({
    ...known,
    release: z.string().exactOptional().describe('The release that serves it, if Flowferry made one.'),
  } satisfies Record<keyof ListedEndpoint, z.ZodType>)
  .meta({ id: 'ListedEndpoint' });

const deploymentSchema: z.ZodType<ShownDeployment> = z
  .object({
    name: z.string(),
    state: z.string(),
    instanceType: z.string(),
    instanceCount: z.int(),
    traffic: z.int().describe('In percent.'),
  } satisfies Record<keyof ShownDeployment, z.ZodType>)
  .meta({ id: 'Deployment' });

export const endpointSchema: z.ZodType<ShownEndpoint> = z
  .object({
    ...known,
    mirror: trafficSchema.exactOptional().describe('Share of the requests that is copied to a deployment.'),
    scoringUri: z.string().exactOptional(),
    tags: z.record(z.string(), z.string()),
    deployments: z.array(deploymentSchema),
    release: releaseSchema.exactOptional().describe('What serves it, if Flowferry released it; without its steps.'),
    verdict: verdictSchema.exactOptional().describe("The judge's last word on what serves it."),
  } satisfies Record<keyof ShownEndpoint, z.ZodType>)
  .meta({ id: 'Endpoint' });

export const answerSchema = z
  .object({
    status: z.int().describe('What the endpoint answered with.'),
    latencyInSeconds: z.number(),
    deployment: z.string().exactOptional().describe('Which deployment answered.'),
    body: z.string(),
  })
  .meta({ id: 'TestAnswer', description: 'What an endpoint answered. Any status is an answer.' });
export type TestAnswer = z.infer<typeof answerSchema>;

export const consumeSchema: z.ZodType<Consume> = z
  .object({
    auth: z.enum(['key', 'aml_token', 'aad_token']),
    scoringUri: z.string(),
    credentialCommand: z.string().describe('Prints the key or the token, for whoever may have it.'),
    snippets: z.partialRecord(z.enum(languages), z.string()),
  } satisfies Record<keyof Consume, z.ZodType>)
  .meta({ id: 'Consume', description: 'How to call an endpoint. No key and no token is in it.' });
