metadata description = 'The storage account of a workspace: packages are uploaded to one container, and endpoints read models.'

param storageName string
param container string
param principalId string
param endpointPrincipalId string

// Storage Blob Data Contributor
var blobContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
// Storage Blob Data Reader
var blobReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: storageName
}

resource datastore 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' existing = {
  name: '${storageName}/default/${container}'
}

resource uploadAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(datastore.id, principalId, blobContributor)
  scope: datastore
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobContributor)
  }
}

resource modelAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(endpointPrincipalId)) {
  name: guid(account.id, endpointPrincipalId, blobReader)
  scope: account
  properties: {
    principalId: endpointPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobReader)
  }
}
