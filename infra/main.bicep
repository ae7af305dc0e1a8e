targetScope = 'subscription'

metadata description = 'Flowferry: a Functions app, its storage, its eyes, and exactly the permissions that it needs.'

@minLength(1)
@maxLength(40)
@description('Name of the azd environment. Names and tags are made from it.')
param environmentName string

@minLength(1)
@description('Region of the app. Flex Consumption must be offered there.')
@metadata({ azd: { type: 'location' } })
param location string

@minLength(1)
@description('Resource ids of the workspaces to serve, separated by commas. They may be in other groups and subscriptions.')
param workspaceIds string

@description('Resource group of the app. Empty: one is named after the environment.')
param resourceGroupName string = ''

@allowed(['22', '24'])
@description('Version of Node. 22 where Flex Consumption does not offer 24 yet.')
param nodeVersion string = '24'

@allowed([512, 2048, 4096])
@description('Memory of an instance, in megabytes. It has to hold a package, zipped and unpacked.')
param instanceMemoryInMegabytes int = 2048

@minValue(40)
@maxValue(1000)
@description('The most instances that the app grows to.')
param maximumInstances int = 40

@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
@description('How often the storage account keeps everything. Standard_LRS where the region has no zones.')
param storageRedundancy string = 'Standard_ZRS'

@allowed(['AzureStorage', 'DurableTaskScheduler'])
@description('Where orchestrations keep their state.')
param durableBackend string = 'AzureStorage'

@description('Whether the storage account is reached through a virtual network only.')
param privateNetwork bool = false

@description('Client id of the app registration that people sign in with. Empty: the HTTP API lets nobody in.')
param signInClientId string = ''

@description('Whoever may push flows, besides the app: an object id. Empty: nobody yet.')
param principalId string = ''

@allowed(['User', 'Group', 'ServicePrincipal'])
@description('What principalId is the id of.')
param principalType string = 'User'

@description('Whether the app may read keys of endpoints. Without it manifests must say auth: aad_token.')
param readEndpointKeys bool = true

@description('Whether the app may give endpoints their roles on the workspace. Without it releases wait for an administrator.')
param grantRoles bool = true

@description('More resource groups in which the app may give endpoints their roles, by id, separated by commas.')
param grantRolesInGroups string = ''

@description('Whether the app may read machines, prices, quota and metrics of the whole subscription of a workspace.')
param readSubscription bool = true

@description('Whether to make an identity for endpoints, with its roles. A manifest names it under endpoint.identity.')
param endpointIdentity bool = false

@description('Container of the workspaces\' default datastore. Empty: the one that each workspace was made with.')
param datastoreContainer string = ''

@description('Event topics that workspaces have already, by id, separated by commas, in the order of workspaceIds.')
param existingWorkspaceTopicIds string = ''

@description('Event topic that the storage account of the app has already, by id.')
param existingStorageTopicId string = ''

@description('Who gets the alerts by e-mail. Empty: alerts are raised and nobody is written to.')
param alertEmail string = ''

@description('Where the runbook is, for the links in alerts and messages.')
param runbookAddress string = 'docs/runbook.md'

@description('Address that people reach the app at, if it has one of its own.')
param appAddress string = ''

@description('Image that flows are served with. Empty: the one that Flowferry comes with.')
param baseImage string = ''

@description('Registries that images may come from, separated by commas. Empty: Microsoft\'s.')
param imageRegistries string = ''

@description('The largest package, in megabytes. Empty: 100.')
param maxPackageMegabytes string = ''

@description('Whether to make an Event Grid topic that outcomes are published to.')
param announce bool = false

@description('Reference to the address of a Teams workflow in Key Vault: @Microsoft.KeyVault(SecretUri=...). Empty: none.')
param teamsWebhook string = ''

@description('Reference to the address of a Slack webhook in Key Vault. Empty: none.')
param slackWebhook string = ''

@description('Reference to the addresses of signed webhooks in Key Vault. Empty: none.')
param webhooks string = ''

@description('Reference to the keys that sign webhooks in Key Vault. Needed with webhooks.')
param webhookKeys string = ''

@description('Id of the vault that the references lead to. Empty: there are none.')
param keyVaultId string = ''

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var workspaces = map(split(workspaceIds, ','), id => trim(id))
var workspaceTopics = map(split(existingWorkspaceTopicIds, ','), id => trim(id))
var workspaceSubscriptions = union(map(workspaces, id => split(id, '/')[2]), [])
var vaults = empty(keyVaultId) ? [] : [keyVaultId]
var grantGroups = map(filter(split(grantRolesInGroups, ','), id => !empty(trim(id))), id => trim(id))

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: empty(resourceGroupName) ? 'rg-${environmentName}' : resourceGroupName
  location: location
  tags: tags
}

module identities 'app/identities.bicep' = {
  name: 'identities'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    endpointIdentity: endpointIdentity
  }
}

module monitoring 'app/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: { token: token, location: location, tags: tags, alertEmail: alertEmail }
}

module storage 'app/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    redundancy: storageRedundancy
    privateNetwork: privateNetwork
  }
}

module network 'app/network.bicep' = if (privateNetwork) {
  name: 'network'
  scope: group
  params: { token: token, location: location, tags: tags, storageName: storage.outputs.name }
}

module announcements 'app/announcements.bicep' = if (announce) {
  name: 'announcements'
  scope: group
  params: { token: token, location: location, tags: tags, principalId: identities.outputs.principalId }
}

module vaultAccess 'app/vault-access.bicep' = [for id in vaults: {
  name: 'flowferry-vault-${token}'
  scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
  params: { vaultName: last(split(id, '/')), principalId: identities.outputs.principalId }
}]

module scheduler 'app/scheduler.bicep' = if (durableBackend == 'DurableTaskScheduler') {
  name: 'scheduler'
  scope: group
  params: { token: token, location: location, tags: tags, principalId: identities.outputs.principalId }
}

module ownAccess 'app/own-access.bicep' = {
  name: 'own-access'
  scope: group
  params: {
    principalId: identities.outputs.principalId
    storageName: storage.outputs.name
    insightsName: monitoring.outputs.insightsName
    pusherId: principalId
    pusherType: principalType
  }
}

module app 'app/function-app.bicep' = {
  name: 'function-app'
  scope: group
  dependsOn: [ownAccess, vaultAccess]
  params: {
    token: token
    location: location
    tags: tags
    nodeVersion: nodeVersion
    instanceMemoryInMegabytes: instanceMemoryInMegabytes
    maximumInstances: maximumInstances
    identityId: identities.outputs.id
    clientId: identities.outputs.clientId
    storageName: storage.outputs.name
    insightsName: monitoring.outputs.insightsName
    subnetId: privateNetwork ? network!.outputs.subnetId : ''
    schedulerEndpoint: durableBackend == 'DurableTaskScheduler' ? scheduler!.outputs.endpoint : ''
    workspaceIds: workspaces
    signInClientId: signInClientId
    chosenSettings: {
      FLOWFERRY_ADDRESS: appAddress
      FLOWFERRY_BASE_IMAGE: baseImage
      FLOWFERRY_IMAGE_REGISTRIES: imageRegistries
      FLOWFERRY_MAX_PACKAGE_MEGABYTES: maxPackageMegabytes
      FLOWFERRY_RUNBOOK: runbookAddress
      FLOWFERRY_EVENT_TOPIC: announce ? announcements!.outputs.endpoint : ''
      FLOWFERRY_TEAMS_WEBHOOK: teamsWebhook
      FLOWFERRY_SLACK_WEBHOOK: slackWebhook
      FLOWFERRY_WEBHOOKS: webhooks
      FLOWFERRY_WEBHOOK_KEYS: webhookKeys
    }
  }
}

module workspaceAccess 'app/workspace-access.bicep' = [for (id, i) in workspaces: {
  name: 'flowferry-access-${i}-${token}'
  scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
  params: {
    workspaceName: last(split(id, '/'))
    token: token
    principalId: identities.outputs.principalId
    endpointPrincipalId: identities.outputs.endpointPrincipalId
    readEndpointKeys: readEndpointKeys
  }
}]

module workspaceResources 'app/workspace-resources.bicep' = [for (id, i) in workspaces: {
  name: 'flowferry-resources-${i}-${token}'
  scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
  params: {
    // Several workspaces may share one storage account.
    key: '${i}-${token}'
    principalId: identities.outputs.principalId
    endpointPrincipalId: identities.outputs.endpointPrincipalId
    storageId: workspaceAccess[i].outputs.storageId
    container: empty(datastoreContainer) ? workspaceAccess[i].outputs.container : datastoreContainer
    registryId: workspaceAccess[i].outputs.registryId
    insightsId: workspaceAccess[i].outputs.insightsId
  }
}]

module workspaceGranting 'app/workspace-granting.bicep' = [for (id, i) in workspaces: if (grantRoles) {
  name: 'flowferry-granting-${i}-${token}'
  scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
  params: {
    workspaceName: last(split(id, '/'))
    token: token
    principalId: identities.outputs.principalId
  }
}]

module groupGranting 'app/group-granting.bicep' = [for (id, i) in grantGroups: if (grantRoles) {
  name: 'flowferry-group-granting-${i}-${token}'
  scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
  params: { token: token, principalId: identities.outputs.principalId }
}]

module subscriptionAccess 'app/subscription-access.bicep' = [for (id, i) in workspaceSubscriptions: if (readSubscription) {
  name: 'flowferry-subscription-${i}-${token}'
  scope: subscription(id)
  params: { token: token, principalId: identities.outputs.principalId }
}]

module flowEvents 'app/events.bicep' = {
  name: 'flow-events'
  scope: group
  params: {
    token: token
    tags: tags
    name: 'flows'
    existingTopicId: existingStorageTopicId
    sourceId: storage.outputs.id
    sourceLocation: location
    topicType: 'Microsoft.Storage.StorageAccounts'
    eventTypes: ['Microsoft.Storage.BlobCreated']
    subjectBeginsWith: '/blobServices/default/containers/flows/blobs/'
    subjectEndsWith: '.zip'
    storageName: storage.outputs.name
    queueName: storage.outputs.queueName
    actionGroupIds: monitoring.outputs.actionGroupIds
    runbookAddress: runbookAddress
  }
}

module runEvents 'app/events.bicep' = [for (id, i) in workspaces: {
  name: 'run-events-${i}'
  scope: group
  params: {
    token: token
    tags: tags
    name: 'runs-${i}'
    existingTopicId: i < length(workspaceTopics) ? workspaceTopics[i] : ''
    sourceId: id
    sourceLocation: workspaceAccess[i].outputs.location
    topicType: 'Microsoft.MachineLearningServices.Workspaces'
    eventTypes: [
      'Microsoft.MachineLearningServices.RunCompleted'
      'Microsoft.MachineLearningServices.RunStatusChanged'
    ]
    storageName: storage.outputs.name
    queueName: storage.outputs.queueName
    actionGroupIds: monitoring.outputs.actionGroupIds
    runbookAddress: runbookAddress
  }
}]

module alerts 'app/alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    insightsName: monitoring.outputs.insightsName
    appName: app.outputs.name
    storageName: storage.outputs.name
    actionGroupIds: monitoring.outputs.actionGroupIds
    runbookAddress: runbookAddress
  }
}

output AZURE_FUNCTION_NAME string = app.outputs.name
output AZURE_RESOURCE_GROUP string = group.name
output FLOWFERRY_API string = '${app.outputs.address}/api'
output FLOWFERRY_EVENT_TOPIC string = announce ? announcements!.outputs.endpoint : ''
output FLOWFERRY_STORAGE_ACCOUNT string = storage.outputs.name
output FLOWFERRY_PRINCIPAL_ID string = identities.outputs.principalId
output FLOWFERRY_ENDPOINT_IDENTITY string = identities.outputs.endpointIdentityId
