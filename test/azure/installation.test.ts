import { describe, expect, test } from 'vitest';
import { type Broken, containers, installationOfThisFile, queues } from './installation-fixture.ts';

const { emulated, look, storage, without, withoutRole, struck, withoutContainer, withoutQueue, poisoned } =
  installationOfThisFile();

const set =
  (settings: Broken['settings'] = {}) =>
  async (): Promise<Broken> => ({ settings });
const machine =
  (options: Broken['options'] = {}) =>
  async (): Promise<Broken> => ({ options });

const twice = async () => {
  const { workspaceId } = emulated();
  return { settings: { FLOWFERRY_WORKSPACES: `${workspaceId},${workspaceId}` } };
};
const ml = 'Microsoft.MachineLearningServices/workspaces';
const minutesOff = (minutes: number) => machine({ machineNow: () => new Date(Date.now() + minutes * 60_000) });
const elsewhere = `/subscriptions/0/resourceGroups/rg/providers/${ml}/nowhere`;
const noIdentity = machine({ credential: { getToken: () => Promise.reject(new Error('no identity here')) } });
const wrongKey = async () => ({
  settings: { AzureWebJobsStorage: storage().replace(/AccountKey=..../, 'AccountKey=AAAA') },
});
const role = (name: string) => `az role assignment create --assignee client-of-app --role "${name}" --scope `;
const scientist = role('AzureML Data Scientist');
const site = { WEBSITE_SITE_NAME: 'func-ferry', FLOWFERRY_EMULATOR: undefined };

/** What is broken, how, the check that must say so, and what its command must name. */
const planted: readonly (readonly [what: string, () => Promise<Broken>, check: RegExp, mend: string])[] = [
  [
    'a workspace that is not there',
    () => struck('server-error', 'GET .*/workspaces/[^/]+$', { status: 404, code: 'ResourceNotFound' }),
    /^workspace \S+$/,
    'FLOWFERRY_WORKSPACES=',
  ],
  [
    'a workspace that nobody knows, and the app has no role above',
    set({ FLOWFERRY_WORKSPACES: elsewhere }),
    /^workspace nowhere$/,
    `az resource show --ids "${elsewhere}"`,
  ],
  ['a workspace that is named twice', twice, /^list of workspaces$/, 'FLOWFERRY_WORKSPACES='],
  ['no right to read the workspace', () => without(`${ml}/read`), /^workspace \S+$/, scientist],
  [
    'a workspace that cuts connections',
    () => struck('connection-reset', 'GET .*/workspaces/[^/]+$'),
    /^workspace \S+$/,
    'private-endpoint-connection',
  ],
  ['no right to change endpoints', () => without(`${ml}/onlineEndpoints/write`), /may change endpoints/, scientist],
  ['no right to register models', () => without(`${ml}/models/versions/write`), /may register models/, scientist],
  [
    'no right to register environments',
    () => without(`${ml}/environments/versions/write`),
    /may register models and env/,
    scientist,
  ],
  ['no right to score', () => without(`${ml}/onlineEndpoints/score/action`), /may send endpoints/, scientist],
  ['no right to see connections', () => without(`${ml}/connections/read`), /may look at connections/, scientist],
  [
    'no right to see roles',
    () => without('Microsoft.Authorization/roleAssignments/read'),
    /may see who/,
    role('Reader'),
  ],
  [
    'no right to read logs',
    () => without(`${ml}/onlineEndpoints/deployments/getLogs/action`),
    /may look at endpoints/,
    scientist,
  ],
  [
    'no right to upload',
    () => struck('forbidden', 'PUT .*flowferry-doctor'),
    /uploads/,
    role('Storage Blob Data Contributor'),
  ],
  [
    'no right to read metrics',
    () => without('Microsoft.Insights/metrics/read'),
    /metrics of one endpoint/,
    role('Monitoring Reader'),
  ],
  ['no right to read costs', () => withoutRole('Cost Management Reader'), /costs/, role('Cost Management Reader')],
  ...containers.map(
    (name) =>
      [
        `no container ${name}`,
        () => withoutContainer(name),
        new RegExp(`^container ${name}$`),
        `az storage container create --name ${name} --account-name devstoreaccount1`,
      ] as const,
  ),
  ...queues.map(
    (name) =>
      [
        `no queue ${name}`,
        () => withoutQueue(name),
        new RegExp(`^queue ${name}$`),
        `az storage queue create --name ${name} --account-name devstoreaccount1`,
      ] as const,
  ),
  [
    'a message that nobody could work on',
    poisoned,
    /^messages in pipeline-events-poison$/,
    'az storage message peek --queue-name pipeline-events-poison',
  ],
  [
    'a storage account that is closed to the app: blobs',
    wrongKey,
    /^container flows$/,
    role('Storage Blob Data Owner'),
  ],
  ['a storage account that is closed to the app: tables', wrongKey, /^tables$/, role('Storage Table Data Contributor')],
  [
    'a storage account that is closed to the app: queues',
    wrongKey,
    /^queue pipeline-events$/,
    role('Storage Queue Data Contributor'),
  ],
  ['a clock that is ahead', minutesOff(6), /^clock$/, 'npm start'],
  ['a clock that is behind', minutesOff(-6), /^clock$/, 'npm start'],
  ['no identity', noIdentity, /^sign-in to Azure Resource Manager$/, 'az login'],
  [
    'half a sign-in: no audience',
    set({ FLOWFERRY_TENANT: '11111111-1111-4111-8111-111111111111' }),
    /^sign-in of callers$/,
    'FLOWFERRY_AUDIENCE=',
  ],
  [
    'half a sign-in: no tenant',
    set({ FLOWFERRY_AUDIENCE: 'api://ferry' }),
    /^sign-in of callers$/,
    'FLOWFERRY_TENANT=',
  ],
  [
    'a base image that is not allowed',
    set({ FLOWFERRY_BASE_IMAGE: 'docker.io/flows:1' }),
    /^base image$/,
    'FLOWFERRY_IMAGE_REGISTRIES="mcr.microsoft.com,docker.io"',
  ],
  [
    'a topic of another cloud',
    set({ FLOWFERRY_EVENT_TOPIC: 'https://t.usgovvirginia-1.eventgrid.azure.us/api/events' }),
    /^topic of announcements$/,
    'az eventgrid topic list',
  ],
  [
    'a key of storage in Azure',
    set(site),
    /^settings of storage$/,
    'az functionapp config appsettings delete --name func-ferry',
  ],
  ['a scaled clock in Azure', set(site), /^scaled clock$/, '--setting-names FLOWFERRY_CLOCK'],
];

describe('flowferry doctor', () => {
  test('finds nothing where nothing is broken', async () => {
    const checks = await look();

    expect(checks.filter(({ state }) => state !== 'ok').map(({ name }) => name)).toEqual(['delivery of events']);
    expect(checks.length).toBeGreaterThan(25);
  });

  test('shows nothing secret, whatever is wrong', async () => {
    const hook = 'https://hooks.slack.com/services/very-secret';
    const said = JSON.stringify([
      await look({ settings: { ...site, FLOWFERRY_SLACK_WEBHOOK: hook } }),
      await look(await wrongKey()),
    ]);

    const key = /AccountKey=([^;]+)/.exec(storage())?.[1];
    expect(key?.length).toBeGreaterThan(20);
    for (const secret of [key, 'AccountKey', 'very-secret', 'tok:']) expect(said).not.toContain(secret);
  });

  test.each(planted)('finds %s, and names the mend', async (_, breakIt, name, mend) => {
    const found = (await look(await breakIt())).filter(({ state }) => state === 'wrong');

    expect(found.map((each) => each.name)).toContainEqual(expect.stringMatching(name));
    expect(found.find((each) => name.test(each.name))).toMatchObject({
      sentence: expect.any(String),
      mend: expect.stringContaining(mend),
    });
  });
});
