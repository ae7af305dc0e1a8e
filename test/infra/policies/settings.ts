import { readFileSync } from 'node:fs';
import { readSettings, settingsSchema } from '../../../domain/settings.ts';
import type { Deployed } from '../../../infra/check/check.ts';
import { at, differences, ofType, policy, textAt } from './policy.ts';

const host = JSON.parse(readFileSync('host.json', 'utf8')) as Record<string, unknown>;
const schema = settingsSchema.shape as Readonly<Record<string, { readonly description?: string }>>;
const describedAs = (pattern: RegExp) =>
  Object.keys(schema).filter((name) => pattern.test(schema[name]?.description ?? ''));

/** What is for one machine only, and what Azure itself sets, says so in its description. */
const localOnly = describedAs(/on one machine only|Never set in Azure/);
const setByAzure = describedAs(/^Set by Azure/);

/** What the host reads. Source: Azure Functions, "App settings reference"; Durable Functions, "Durable Task Scheduler". */
const hostOnly = [
  'AzureWebJobsStorage__credential',
  'AzureWebJobsStorage__clientId',
  'AzureWebJobsStorage__queueServiceUri',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
];
const overrides = 'AzureFunctionsJobHost__';
const namedByHost = [...JSON.stringify(host).matchAll(/%([A-Z_]+)%/g)].map(([, name]) => name ?? '');

const settingsOf = (deployed: Deployed): Readonly<Record<string, unknown>> => {
  const found = ofType(deployed, 'Microsoft.Web/sites/config').find(({ name }) => name === 'appsettings');
  return (at(found, 'properties') ?? {}) as Readonly<Record<string, unknown>>;
};

/** As the app would find them: what Azure makes has some form. */
const environmentOf = (deployed: Deployed) =>
  Object.fromEntries(
    Object.entries(settingsOf(deployed)).map(([name, value]) => [
      name,
      String(value)
        .replace(/⟨[^⟩]*primaryEndpoints\.(\w+)⟩/, 'https://stferry.$1.core.windows.net/')
        .replace(/⟨[^⟩]*Microsoft\.EventGrid\/topics[^⟩]*⟩/, 'https://t.swedencentral-1.eventgrid.azure.net/api/events')
        .replace(/^@Microsoft\.KeyVault\(.*webhook-keys\)$/, `whsec_${'a'.repeat(32)}`)
        .replace(/^@Microsoft\.KeyVault\(.*slack\)$/, 'https://hooks.slack.com/services/a')
        .replace(/^@Microsoft\.KeyVault\(.*$/, 'https://example.com/hook'),
    ]),
  );

export const settingPolicies = [
  policy('every setting that is written is read by somebody', (deployed) => {
    const own = Object.keys(schema).filter((name) => ![...localOnly, ...setByAzure].includes(name));
    const read = new Set([...own, ...hostOnly, ...namedByHost]);
    const scheduler = String(
      settingsOf(deployed)[`${overrides}extensions__durableTask__storageProvider__connectionStringName`],
    );
    return Object.keys(settingsOf(deployed))
      .filter((name) => !read.has(name) && name !== scheduler && !isOverride(name))
      .map((name) => `nobody reads ${name}`);
  }),
  policy('everything that the host needs is written', (deployed) =>
    [...hostOnly, ...namedByHost, 'AZURE_CLIENT_ID', 'FLOWFERRY_WORKSPACES', 'FLOWFERRY_CLOUD']
      .filter((name) => settingsOf(deployed)[name] === undefined)
      .map((name) => `${name} is missing`),
  ),
  policy('where everything is wanted, every setting of the app is written', (deployed) =>
    deployed.case.name === 'everything'
      ? Object.keys(schema)
          .filter((name) => ![...localOnly, ...setByAzure, ...Object.keys(settingsOf(deployed))].includes(name))
          .map((name) => `${name} cannot be set: give it a parameter in infra/main.bicep, under chosenSettings`)
      : [],
  ),
  policy('the app starts with its settings, and serves the workspaces that were named', (deployed) => {
    try {
      const read = readSettings(environmentOf(deployed));
      const wanted = String(deployed.case.parameters['workspaceIds'])
        .split(',')
        .map((id) => id.trim());
      const cloud = deployed.case.cloud === 'AzureCloud' ? 'public' : 'usGovernment';
      const { tenant, audience } = { tenant: read.FLOWFERRY_TENANT, audience: read.FLOWFERRY_AUDIENCE };
      const client = deployed.case.parameters['signInClientId'];
      return [
        ...differences('workspaces', read.FLOWFERRY_WORKSPACES, wanted),
        ...(read.FLOWFERRY_CLOUD === cloud ? [] : [`the cloud is not ${cloud}`]),
        ...(client === undefined || tenant === '88888888-8888-4888-8888-888888888888' ? [] : ['the tenant is another']),
        ...differences('audience', audience, client === undefined ? [] : [String(client), `api://${String(client)}`]),
      ];
    } catch (problem) {
      return [String(problem)];
    }
  }),
  policy('what the host is told otherwise is in host.json, and where the state is kept is told whole', (deployed) => {
    const settings = settingsOf(deployed);
    const wanted = deployed.case.parameters['durableBackend'] === 'DurableTaskScheduler';
    const provider = `${overrides}extensions__durableTask__storageProvider__`;
    const scheduler = String(settings[String(settings[`${provider}connectionStringName`])]);
    const isWhole =
      settings[`${provider}type`] === 'azureManaged' &&
      /^Endpoint=⟨[^⟩]*schedulers[^⟩]*endpoint⟩;Authentication=ManagedIdentity;ClientID=⟨[^⟩]*clientId⟩$/.test(
        scheduler,
      );
    const hubs = ofType(deployed, 'Microsoft.DurableTask/schedulers/taskHubs').map(({ name }) => name);
    const overridden = Object.keys(settings).filter((name) => name.startsWith(overrides));
    return [
      ...overridden.filter((name) => !isOverride(name)).map((name) => `host.json has no place for ${name}`),
      ...(isWhole === wanted ? [] : ['the scheduler is not told of, or told of without being there']),
      ...(wanted || overridden.length === 0 ? [] : ['the host is told of a scheduler']),
      ...differences('task hubs', hubs, wanted ? [String(settings['TASKHUB_NAME'])] : []),
    ];
  }),
  policy('telemetry goes to the Application Insights that is made', (deployed) => {
    const [insights] = ofType(deployed, 'Microsoft.Insights/components');
    const found = settingsOf(deployed)['APPLICATIONINSIGHTS_CONNECTION_STRING'];
    const logs = ofType(deployed, 'Microsoft.OperationalInsights/workspaces').map(({ id }) => id);
    return [
      ...(found === `⟨${insights?.id}.properties.ConnectionString⟩` ? [] : ['it goes elsewhere']),
      ...(logs.includes(textAt(insights, 'properties.WorkspaceResourceId')) ? [] : ['its logs are kept elsewhere']),
    ];
  }),
];

/** A name that leads to a place in host.json, or beside one that is there. */
function isOverride(name: string): boolean {
  if (!name.startsWith(overrides)) return false;
  const [, ...path] = name.split('__');
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], host);
  return typeof parent === 'object' && ['type', 'connectionStringName'].includes(path.at(-1) ?? '');
}
