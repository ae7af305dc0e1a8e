import { fault } from './fault.ts';

/** What the compiler and Azure would take, and nobody should. */
export const secretFaults = [
  fault('shared keys', 'app/storage.bicep', 'allowSharedKeyAccess: false', 'allowSharedKeyAccess: true'),
  fault('shared keys, by default', 'app/storage.bicep', '    allowSharedKeyAccess: false\n', ''),
  fault('public blobs', 'app/storage.bicep', "publicAccess: 'None'", "publicAccess: 'Blob'"),
  fault('old TLS', 'app/storage.bicep', "'TLS1_2'", "'TLS1_0'"),
  fault('http', 'app/function-app.bicep', 'httpsOnly: true', 'httpsOnly: false'),
  fault('FTP', 'app/function-app.bicep', "ftpsState: 'Disabled'", "ftpsState: 'AllAllowed'"),
  fault('a password opens a door', 'app/function-app.bicep', "['ftp', 'scm']", "['ftp']"),
  fault('telemetry by key', 'app/monitoring.bicep', 'DisableLocalAuth: true', 'DisableLocalAuth: false'),
  fault('publishing by key', 'app/announcements.bicep', 'disableLocalAuth: true', 'disableLocalAuth: false'),
  fault(
    'code is read by connection string',
    'app/function-app.bicep',
    "type: 'UserAssignedIdentity'",
    "type: 'StorageAccountConnectionString'",
  ),
  fault(
    'secrets are read by another identity',
    'app/function-app.bicep',
    '    keyVaultReferenceIdentity: identityId\n',
    '',
  ),
  fault(
    'nobody has to sign in',
    'app/function-app.bicep',
    'requireAuthentication: true',
    'requireAuthentication: false',
  ),
  fault('a way around signing in', 'app/function-app.bicep', "['/api/health']", "['/api/*']"),
  fault(
    'tokens for another app are taken',
    'app/function-app.bicep',
    'allowedAudiences: [signInClientId,',
    "allowedAudiences: ['https://management.azure.com',",
  ),
  fault('any tenant may sign in', 'app/function-app.bicep', '${tenant().tenantId}/v2.0', 'common/v2.0'),
  fault(
    'azd does not find the app',
    'app/function-app.bicep',
    "'azd-service-name': 'app'",
    "'azd-service-name': 'api'",
  ),
];

export const settingFaults = [
  fault('a setting is misspelt', 'app/function-app.bicep', 'FLOWFERRY_CLOUD:', 'FLOWFERRY_CLOUDS:'),
  fault(
    'a setting is not written',
    'app/function-app.bicep',
    '  AzureWebJobsStorage__tableServiceUri: account.properties.primaryEndpoints.table\n',
    '',
  ),
  fault('what host.json names is not written', 'app/function-app.bicep', "  TASKHUB_NAME: 'Flowferry'\n", ''),
  fault('a setting cannot be set', 'main.bicep', '      FLOWFERRY_IMAGE_REGISTRIES: imageRegistries\n', ''),
  fault(
    'the wrong cloud',
    'app/function-app.bicep',
    "AzureUSGovernment: 'usGovernment'",
    "AzureUSGovernment: 'public'",
  ),
  fault(
    'a local setting gets to Azure',
    'app/function-app.bicep',
    "  TASKHUB_NAME: 'Flowferry'\n",
    "  TASKHUB_NAME: 'Flowferry'\n  FLOWFERRY_EMULATOR: 'http://127.0.0.1:1'\n",
  ),
  fault(
    'the host is told of a place that is not there',
    'app/function-app.bicep',
    'durableTask__storageProvider__type',
    'durableTask__storage__type',
  ),
  fault('the scheduler has another hub', 'app/scheduler.bicep', "name: 'Flowferry'", "name: 'default'"),
  fault(
    'an alert leads nowhere',
    'app/alerts.bicep',
    "section: 'the-watch-is-silent'",
    "section: 'the-watch-is-quiet'",
  ),
  fault('an alert waits for what nobody writes', 'app/alerts.bicep', '{"event":"page"', '{"event":"pages"'),
  fault('an alert is off', 'app/event-subscription.bicep', 'enabled: true', 'enabled: false'),
  fault(
    'an alert reaches nobody',
    'app/alerts.bicep',
    'actions: { actionGroups: actionGroupIds }',
    'actions: { actionGroups: [] }',
  ),
  fault('silence is no alarm', 'app/alerts.bicep', "operator: 'LessThan'", "operator: 'GreaterThan'"),
  fault(
    'another plan',
    'app/function-app.bicep',
    "name: 'FC1', tier: 'FlexConsumption'",
    "name: 'Y1', tier: 'Dynamic'",
  ),
  fault('a name that is too long', 'app/storage.bicep', "'stferry${token}'", "'stflowferrystorage${token}'"),
];
