import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { routes } from '../../../functions/http/routes.ts';
import { at, differences, fixed, listAt, ofType, policy, textAt } from './policy.ts';

const settingsOf = (deployed: Parameters<typeof ofType>[0]) =>
  ofType(deployed, 'Microsoft.Web/sites/config').find(({ name }) => name === 'appsettings');

/** Nobody has a key to anything, and everybody says who they are. */
export const secretPolicies = [
  fixed('Microsoft.Storage/storageAccounts', {
    'properties.allowSharedKeyAccess': false,
    'properties.allowBlobPublicAccess': false,
    'properties.allowCrossTenantReplication': false,
    'properties.defaultToOAuthAuthentication': true,
    'properties.minimumTlsVersion': 'TLS1_2',
    'properties.supportsHttpsTrafficOnly': true,
    'properties.networkAcls.bypass': 'AzureServices',
  }),
  fixed('Microsoft.Storage/storageAccounts/blobServices/containers', { 'properties.publicAccess': 'None' }),
  fixed('Microsoft.Insights/components', { 'properties.DisableLocalAuth': true }),
  fixed('Microsoft.OperationalInsights/workspaces', { 'properties.features.disableLocalAuth': true }),
  fixed('Microsoft.Web/sites/basicPublishingCredentialsPolicies', { 'properties.allow': false }),
  fixed('Microsoft.Web/sites', {
    kind: 'functionapp,linux',
    'identity.type': 'UserAssigned',
    'properties.httpsOnly': true,
    'properties.siteConfig.minTlsVersion': '1.2',
    'properties.siteConfig.ftpsState': 'Disabled',
    'properties.functionAppConfig.deployment.storage.type': 'blobContainer',
    'properties.functionAppConfig.deployment.storage.authentication.type': 'UserAssignedIdentity',
    'properties.functionAppConfig.runtime.name': 'node',
  }),
  policy('both doors with a password are shut', (deployed) =>
    differences(
      'doors',
      ofType(deployed, 'Microsoft.Web/sites/basicPublishingCredentialsPolicies').map(({ name }) => name),
      ['ftp', 'scm'],
    ),
  ),
  policy('a topic of our own takes no keys', (deployed) =>
    ofType(deployed, 'Microsoft.EventGrid/topics')
      .filter((each) => at(each, 'properties.disableLocalAuth') !== true)
      .map(({ name }) => `${name} takes keys`),
  ),
  policy('no key and no connection string is written anywhere', ({ resources }) =>
    resources
      .filter(({ body }) => /AccountKey=|SharedAccess|InstrumentationKey=|listKeys\(/i.test(JSON.stringify(body)))
      .map(({ name }) => `${name} has one`),
  ),
  policy('the app has one identity, and uses it for everything', (deployed) => {
    const [site] = ofType(deployed, 'Microsoft.Web/sites');
    const [identity = ''] = Object.keys(at(site, 'identity.userAssignedIdentities') ?? {});
    const client = `⟨${identity}.properties.clientId⟩`;
    const settings = settingsOf(deployed);
    const deployment = 'properties.functionAppConfig.deployment.storage.authentication';
    const used = [
      [textAt(site, 'properties.keyVaultReferenceIdentity'), identity],
      [textAt(site, `${deployment}.userAssignedIdentityResourceId`), identity],
      [textAt(settings, 'properties.AZURE_CLIENT_ID'), client],
      [textAt(settings, 'properties.AzureWebJobsStorage__clientId'), client],
      [
        textAt(settings, 'properties.APPLICATIONINSIGHTS_AUTHENTICATION_STRING'),
        `ClientId=${client};Authorization=AAD`,
      ],
    ];
    return used
      .filter(([found, wanted]) => found !== wanted)
      .map(([found]) => `${found} is not the identity of the app`);
  }),
  policy('people sign in before they get anywhere but where anyone may go', (deployed) => {
    const sites = ofType(deployed, 'Microsoft.Web/sites/config').filter(({ name }) => name === 'authsettingsV2');
    const clientId = deployed.case.parameters['signInClientId'];
    if (clientId === undefined) return sites.map(() => 'sign-in is on, but nobody asked for it');
    const open = routes.filter(({ roles }) => roles === 'anyone').map(({ path }) => `/api/${path}`);
    return [
      ...(sites.length === 1 ? [] : ['sign-in is not on']),
      ...sites.flatMap((each) => [
        ...(at(each, 'properties.platform.enabled') === true ? [] : ['sign-in is off']),
        ...(at(each, 'properties.globalValidation.requireAuthentication') === true ? [] : ['nobody has to sign in']),
        ...(at(each, 'properties.httpSettings.requireHttps') === true ? [] : ['sign-in goes without https']),
        ...(at(each, 'properties.login.tokenStore.enabled') === false ? [] : ['tokens are kept']),
        ...differences('open paths', listAt(each, 'properties.globalValidation.excludedPaths').map(String), open),
        ...differences('audiences', audiencesOf(each), [String(clientId), `api://${clientId}`]),
        ...(textAt(each, `${provider}.registration.openIdIssuer`).endsWith(`${tenant}/v2.0`)
          ? []
          : ['any tenant may sign in']),
        ...(at(each, `${provider}.registration.clientId`) === clientId ? [] : ['another app signs people in']),
      ]),
    ];
  }),
  policy('azd finds the app by its tag', (deployed) => {
    const { services } = parse(readFileSync('azure.yaml', 'utf8')) as { services: Record<string, unknown> };
    const tags = ofType(deployed, 'Microsoft.Web/sites').map((each) => textAt(each, 'tags.azd-service-name'));
    const groups = ofType(deployed, 'Microsoft.Resources/resourceGroups').map((each) =>
      textAt(each, 'tags.azd-env-name'),
    );
    return [...differences('services', tags, Object.keys(services)), ...differences('environments', groups, ['flows'])];
  }),
];

const tenant = '88888888-8888-4888-8888-888888888888';
const provider = 'properties.identityProviders.azureActiveDirectory';
const audiencesOf = (each: Parameters<typeof listAt>[0]) =>
  listAt(each, `${provider}.validation.allowedAudiences`).map(String);
