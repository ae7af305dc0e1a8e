targetScope = 'subscription'

metadata description = 'What only a whole subscription can be asked: machines, prices, quota, and metrics of many endpoints at once.'

param token string
param principalId string

resource reader 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, token, 'region-reader')
  properties: {
    roleName: 'Flowferry region reader (${token})'
    description: 'Reads machines, prices and quota of Azure Machine Learning, long operations, and metrics.'
    type: 'CustomRole'
    assignableScopes: [subscription().id]
    permissions: [
      {
        actions: ['Microsoft.MachineLearningServices/locations/*/read', 'Microsoft.Insights/metrics/read']
        notActions: []
        dataActions: []
        notDataActions: []
      }
    ]
  }
}

resource readAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, principalId, 'region-reader')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: reader.id
  }
}
