import * as z from 'zod';
import { contract, cost, health, keepPrevious, rollout, smokeTest } from './delivery.ts';
import { deployment, endpoint, environment } from './deployment.ts';
import { gate } from './gate.ts';

/** Everything that `deploy.yaml` may say. Only the endpoint's name is mandatory. */
export const manifestSchema = z
  .strictObject({
    endpoint,
    deployment,
    environment,
    outputs: z.array(z.string().min(1)).default([]).describe('Outputs to answer with; all of them if empty.'),
    connections: z
      .record(z.string().min(1), z.string().min(1))
      .default({})
      .describe('For a connection that the flow names, the connection of the workspace to use in its place.'),
    contract,
    gate,
    smokeTest,
    rollout,
    health,
    keepPrevious,
    cost,
  })
  .transform(({ keepPrevious: keepPreviousInSeconds, ...rest }) => ({ ...rest, keepPreviousInSeconds }))
  .describe('How a flow is deployed to its endpoint.');

/** A manifest with every default filled in and every length of time in seconds. */
export type Manifest = z.output<typeof manifestSchema>;

/** The JSON Schema of `deploy.yaml`, for editors that complete and check it. */
export const manifestJsonSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(manifestSchema, { io: 'input' }),
  title: 'Flowferry manifest',
});
