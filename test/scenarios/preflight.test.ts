import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Rights } from '../../domain/rights.ts';
import { deployerPrincipalId } from '../../emulator/azure/cloud.ts';
import { type AppOnAzure, releaseOn, startAppOnAzure } from '../support/app-on-azure.ts';
import { chatFlow } from '../support/app-under-test.ts';
import {
  control,
  endpointPath,
  type PlainRelease,
  plainEndpoint,
  plainRelease,
  put,
} from '../support/plain-release.ts';

/** What Azure would answer to a question that the emulated one does not know; usually it may not be asked. */
let ownRights: Rights | undefined;
let app: AppOnAzure;
beforeAll(async () => {
  app = await startAppOnAzure((world) => ({
    rights: { of: async (scope) => ownRights ?? (await world.rights.of(scope)) },
  }));
}, 60_000);
afterAll(async () => {
  await app.stop();
});
beforeEach(async () => {
  ownRights = undefined;
  app.azure.cloud.coreLimits.set('standardDSv2Family', 1000);
  await network('public');
});
const network = (kind: string) => control(app.azure.controlUrl, 'PUT', '/network', { kind });

/** The flow of a case, as the plain way and ours are given it. */
interface Case {
  /** What the service says in the end to whoever did not look. */
  readonly service: RegExp;
  /** After how many minutes of Azure's time at least. */
  readonly minutes: number;
  readonly slug: string;
  readonly step?: string;
  readonly manifest?: string;
  readonly connection?: string;
  readonly plain?: Partial<PlainRelease>;
  readonly arrange?: (endpoint: string) => Promise<void>;
}

const connect = (name: string, category: string, authType: string) => () =>
  control(app.azure.controlUrl, 'PUT', `/connections/${name}`, { category, authType, target: 'https://x.example/' });
const crash = /container has crashed/;

const cases: Readonly<Record<string, Case>> = {
  'a machine that there is not': {
    service: /Standard_DS3_v9/,
    minutes: 1,
    slug: 'unknown-machine',
    manifest: 'deployment: {instanceType: Standard_DS3_v9}',
    plain: { instanceType: 'Standard_DS3_v9' },
  },
  'too few cores': {
    service: /Not enough quota available for Standard_DS3_v2 .* Additional needed: 8/,
    minutes: 1,
    slug: 'no-quota',
    arrange: () => control(app.azure.controlUrl, 'PUT', '/limits/standardDSv2Family', { limit: 7 }),
  },
  'a connection that there is not': {
    service: crash,
    minutes: 8,
    slug: 'missing-connection',
    connection: 'nothing_like_it',
  },
  'a connection that signs in by a way that is not served': {
    service: crash,
    minutes: 8,
    slug: 'unsupported-connection',
    connection: 'openai_entra',
    arrange: connect('openai_entra', 'OpenAI', 'AAD'),
  },
  'a connection of a category that is not served': {
    service: crash,
    minutes: 8,
    slug: 'unsupported-connection',
    connection: 'a_repository',
    arrange: connect('a_repository', 'Git', 'PAT'),
  },
  'a workspace in a network of one’s own': {
    service: /storage account \w+ cannot be reached from the network of the deployment/,
    minutes: 8,
    slug: 'unsupported-network',
    arrange: () => network('own'),
  },
  'an image of a stranger': {
    service: /does not have pull permission on the registry/,
    minutes: 7,
    slug: 'image-not-allowed',
    manifest: 'environment: {image: "stranger.azurecr.io/flows/chat:1"}',
    plain: { image: 'stranger.azurecr.io/flows/chat:1' },
  },
  'a variable that has the name of a connection': {
    service: crash,
    minutes: 8,
    slug: 'unsafe-override',
    step: 'plan',
    manifest: 'deployment: {environmentVariables: {open_ai_connection: "8080"}}',
    plain: { variables: { open_ai_connection: '8080' } },
  },
  'connection secrets that the app may not read': {
    service: /does not have permission to read workspace connections/,
    minutes: 0,
    slug: 'missing-permission',
    manifest: 'endpoint: {name: NAME, enforceConnectionSecrets: true}',
    plain: { endpointProperties: { properties: { enforce_access_to_default_secret_stores: 'enabled' } } },
    arrange: async () => {
      ownRights = [
        { actions: ['*'], notActions: ['Microsoft.MachineLearningServices/workspaces/connections/*/action'] },
      ];
      const deployer = { principalId: deployerPrincipalId, role: 'AzureML Data Scientist' };
      await control(app.azure.controlUrl, 'DELETE', '/roles', deployer);
    },
  },
  'a name that is taken in another workspace of the region': {
    service: /An endpoint with this name already exists/,
    minutes: 0,
    slug: 'endpoint-conflict',
    arrange: async (endpoint) => {
      for (const name of [`plain-${endpoint}`, `ours-${endpoint}`]) {
        await plainEndpoint(app, { endpoint: name }, app.otherWorkspaceId);
      }
    },
  },
};

const flowOf = ({ connection = 'open_ai_connection' }: Case) => ({
  ...chatFlow,
  'flow.dag.yaml': chatFlow['flow.dag.yaml']?.replace('open_ai_connection', connection) ?? '',
});

function manifestOf({ manifest = '' }: Case, endpoint: string): string {
  const text = manifest.replaceAll('NAME', endpoint);
  return text.startsWith('endpoint:') ? text : `endpoint: {name: ${endpoint}}\n${text}`;
}

describe('what fails in Azure after a while is refused before anything is written', () => {
  test.each(Object.entries(cases))('%s', { timeout: 60_000 }, async (what, given) => {
    const endpoint = `case-${Object.keys(cases).indexOf(what)}`;
    const files = flowOf(given);
    await given.arrange?.(endpoint);

    const plain = await plainRelease(app, { endpoint: `plain-${endpoint}`, files, ...given.plain });
    const ours = await releaseOn(app, `ours-${endpoint}`, {
      ...files,
      'deploy.yaml': manifestOf(given, `ours-${endpoint}`),
    });

    console.log(
      `${what}: the service after ${plain.minutes.toFixed(0)} minutes, ours after ${ours.questions} questions`,
    );
    expect(plain.error).toMatch(given.service);
    expect(plain.minutes).toBeGreaterThanOrEqual(given.minutes);
    expect(ours.story).toMatchObject({ state: 'refused', fault: { slug: given.slug } });
    expect(ours.story.steps.at(-1)).toMatchObject({ name: given.step ?? 'preflight', state: 'refused' });
    expect(ours.writes).toEqual([]);
  });

  test('a twenty-first deployment', { timeout: 60_000 }, async () => {
    const first = await plainRelease(app, { endpoint: 'full', files: chatFlow });
    const { body } =
      app.azure.requests.all().findLast(({ method, path }) => method === 'PUT' && /deployments\/blue$/.test(path)) ??
      {};
    const more = (number: number) =>
      put(app, `${endpointPath(app, 'full')}/deployments/more-${number}`, body as object);
    await Promise.all(Array.from({ length: 19 }, (_, number) => more(number)));

    const plain = await more(20);
    const ours = await releaseOn(app, 'full', { ...chatFlow, 'deploy.yaml': 'endpoint: {name: full}' });

    expect(first.error).toBe('');
    expect(plain).toContain('An endpoint can have at most 20 deployments.');
    expect(ours.story).toMatchObject({ state: 'refused', fault: { slug: 'too-many-deployments' } });
    expect(ours.writes).toEqual([]);
  });
});
