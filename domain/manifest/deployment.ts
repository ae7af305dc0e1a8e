import * as z from 'zod';
import { endpointNameProblem } from '../naming.ts';
import { onOrOff, section, tags } from './fields.ts';

const identity = z.union([
  z.literal('system'),
  z.strictObject({
    userAssigned: z
      .string()
      .regex(
        /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/[^/]+$/i,
        'must be the resource id of a user-assigned identity',
      )
      .describe('Resource id of the user-assigned identity.'),
  }),
]);

export const endpoint = z
  .strictObject({
    name: z
      .string()
      .superRefine((name, context) => {
        const problem = endpointNameProblem(name);
        if (problem) context.addIssue({ code: 'custom', message: problem, params: { slug: 'bad-name' } });
      })
      .describe('Name of the endpoint, unique in the Azure region: 3 to 32 letters, digits and single dashes.'),
    auth: z
      .enum(['key', 'aml_token', 'aad_token'])
      .default('key')
      .describe('How callers sign in. It cannot be changed once the endpoint exists.'),
    identity: identity
      .default('system')
      .describe('The identity under which the flow runs: system, or { userAssigned: <resource id> }.'),
    enforceConnectionSecrets: z
      .boolean()
      .default(false)
      .describe(
        'Let Azure grant the endpoint access to connection secrets; the identity that deploys must be able to read them.',
      ),
    publicNetworkAccess: z
      .boolean()
      .default(true)
      .describe('Whether the endpoint can be called from outside the private network.'),
    description: z.string().max(1_000).default('').describe('What the endpoint is for; shown in the studio.'),
    tags: tags.default({}).describe('Tags of the endpoint.'),
  })
  .describe('The endpoint that callers use.');

const probe = z.strictObject({
  initialDelaySeconds: z.int().min(1).default(10).describe('Wait before the first probe.'),
  periodSeconds: z.int().min(1).default(10).describe('Time between probes.'),
  timeoutSeconds: z.int().min(1).default(2).describe('A probe that takes longer has failed.'),
  successThreshold: z.int().min(1).default(1).describe('Probes in a row that make the container ready.'),
  failureThreshold: z.int().min(1).default(30).describe('Probes in a row that make it failed.'),
});

export const deployment = section(
  {
    instanceType: z
      .string()
      .regex(/^Standard_\w+$/i, 'must be a virtual machine size such as Standard_DS3_v2')
      .default('Standard_DS3_v2')
      .describe('Virtual machine size.'),
    instanceCount: z.int().min(1).max(50).default(1).describe('Virtual machines per deployment.'),
    requestTimeoutSeconds: z
      .int()
      .min(1)
      .max(300)
      .default(90)
      .describe('A request that takes longer is cut off. Flows may take 300 seconds.'),
    maxConcurrentRequests: z
      .int()
      .min(1)
      .default(10)
      .describe('Requests at once per instance; more than twice as many are answered with 429.'),
    probes: z
      .strictObject({
        liveness: probe.optional().describe('Is the container alive?'),
        readiness: probe.optional().describe('May it get requests?'),
      })
      .default({})
      .describe('When a container counts as started and as alive.'),
    environmentVariables: z
      .record(
        z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]*$/),
        z.union([z.string(), z.number(), z.boolean()]).transform(String),
      )
      .default({})
      .describe(
        `Variables for the container. Secrets are references: \${{azureml://connections/<name>/credentials/key}}.`,
      ),
    tags: tags.default({}).describe('Tags of the deployment.'),
    appInsights: z
      .union([
        onOrOff,
        z.strictObject({
          connectionStringFrom: z
            .string()
            .min(1)
            .describe('Name of the app setting or Key Vault secret that holds the connection string.'),
        }),
      ])
      .default('on')
      .describe("Send metrics and traces to the workspace's Application Insights (on), nowhere (off), or elsewhere."),
    dataCollection: onOrOff.default('off').describe('Store requests and answers in the workspace.'),
  },
  'The deployment under the endpoint.',
);

const path = z.string().regex(/^\/\S*$/, 'must be a path such as /health');

const routes = z
  .strictObject({
    port: z.int().min(1).max(65_535).default(8080).describe('The port on which the container listens.'),
    liveness: path.default('/health').describe('Answers 200 while the container is alive.'),
    readiness: path.default('/health').describe('Answers 200 when it may get requests.'),
    scoring: path.default('/score').describe('Answers the requests of callers.'),
  })
  .optional()
  .describe(
    'Where a container of your own answers, if not as a flow does. A package without a flow is such a container.',
  );

export const environment = z
  .strictObject({
    image: z.string().min(1).optional().describe('Base image, instead of the one that the flow or the settings name.'),
    dockerfile: z
      .string()
      .min(1)
      .optional()
      .describe('A Dockerfile in the package, built with the files of its folder.'),
    requirements: z
      .string()
      .min(1)
      .optional()
      .describe('A requirements file in the package, instead of requirements.txt.'),
    routes,
  })
  .refine((value) => !(value.image && value.dockerfile), 'takes an image or a dockerfile, not both')
  .default({})
  .describe('What the flow runs in. By default the prompt flow image, with requirements.txt installed.');
