metadata description = 'Access to what belongs to a workspace: storage, registry, Application Insights. Each may be in a group of its own.'

param key string
param principalId string
param endpointPrincipalId string
param storageId string
param container string
param registryId string
param insightsId string

// A module that is not deployed must still say where it would be.
var registryHome = empty(registryId) ? resourceGroup().id : registryId
var insightsHome = empty(insightsId) ? resourceGroup().id : insightsId

module storageAccess 'workspace-storage.bicep' = {
  name: 'flowferry-storage-${key}'
  scope: resourceGroup(split(storageId, '/')[2], split(storageId, '/')[4])
  params: {
    storageName: last(split(storageId, '/'))
    container: container
    principalId: principalId
    endpointPrincipalId: endpointPrincipalId
  }
}

module registryAccess 'workspace-registry.bicep' = if (!empty(registryId) && !empty(endpointPrincipalId)) {
  name: 'flowferry-registry-${key}'
  scope: resourceGroup(split(registryHome, '/')[2], split(registryHome, '/')[4])
  params: {
    registryName: last(split(registryId, '/'))
    endpointPrincipalId: endpointPrincipalId
  }
}

module insightsAccess 'workspace-insights.bicep' = if (!empty(insightsId)) {
  name: 'flowferry-insights-${key}'
  scope: resourceGroup(split(insightsHome, '/')[2], split(insightsHome, '/')[4])
  params: {
    insightsName: last(split(insightsId, '/'))
    principalId: principalId
  }
}
