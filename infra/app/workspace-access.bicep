metadata description = 'What the app may do in a workspace, and what the identity of endpoints may. Deployed beside the workspace.'

param workspaceName string
param token string
param principalId string
param endpointPrincipalId string
param readEndpointKeys bool

var ml = 'Microsoft.MachineLearningServices/workspaces'
var endpointRoles = [
  'ea01e6af-a1c1-4350-9563-ad00f8c72ec5' // Connection Secrets Reader: the flow reads connections when it starts
  '635dd51f-9968-44d3-b7fb-6d9a6bd613ae' // AzureML Metrics Writer: processor and memory metrics are written
]
// Cost Management Reader
var costReader = '72fafb9e-0641-4937-9268-a91bfd8191a3'

resource workspace 'Microsoft.MachineLearningServices/workspaces@2025-06-01' existing = {
  name: workspaceName
}

resource deployer 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(workspace.id, token, 'flow-deployer')
  properties: {
    roleName: 'Flowferry deployer, ${workspaceName} (${token})'
    description: 'Registers models and environments, manages online endpoints and asks them. Reads no secrets of connections.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: concat(
          [
            '${ml}/read'
            '${ml}/connections/read'
            '${ml}/datastores/read'
            '${ml}/jobs/read'
            '${ml}/experiments/runs/read'
            '${ml}/data/read'
            '${ml}/data/versions/read'
            '${ml}/models/read'
            '${ml}/models/write'
            '${ml}/models/versions/read'
            '${ml}/models/versions/write'
            '${ml}/environments/read'
            '${ml}/environments/write'
            '${ml}/environments/versions/read'
            '${ml}/environments/versions/write'
            '${ml}/environments/build/action'
            '${ml}/onlineEndpoints/read'
            '${ml}/onlineEndpoints/write'
            '${ml}/onlineEndpoints/delete'
            '${ml}/onlineEndpoints/score/action'
            '${ml}/onlineEndpoints/token/action'
            '${ml}/onlineEndpoints/deployments/read'
            '${ml}/onlineEndpoints/deployments/write'
            '${ml}/onlineEndpoints/deployments/delete'
            '${ml}/onlineEndpoints/deployments/getLogs/action'
            'Microsoft.Insights/metrics/read'
            'Microsoft.Authorization/permissions/read'
            'Microsoft.Authorization/roleAssignments/read'
          ],
          readEndpointKeys ? ['${ml}/onlineEndpoints/listKeys/action'] : []
        )
        notActions: []
        dataActions: []
        notDataActions: []
      }
    ]
  }
}

resource deployerAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(workspace.id, principalId, deployer.id)
  scope: workspace
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: deployer.id
  }
}

resource costAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, principalId, token, costReader)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', costReader)
  }
}

resource endpointAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in endpointRoles: if (!empty(endpointPrincipalId)) {
  name: guid(workspace.id, endpointPrincipalId, role)
  scope: workspace
  properties: {
    principalId: endpointPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}]

output location string = workspace.location
output storageId string = workspace.properties.storageAccount
output container string = 'azureml-blobstore-${workspace.properties.workspaceId}'
output registryId string = workspace.properties.?containerRegistry ?? ''
output insightsId string = workspace.properties.?applicationInsights ?? ''
