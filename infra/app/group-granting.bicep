metadata description = 'The app may give endpoints their roles on what is in a resource group: the models and indexes behind connections.'

param token string
param principalId string

module right 'granting.bicep' = {
  name: 'flowferry-right-${uniqueString(resourceGroup().id, token)}'
  params: { scopeId: resourceGroup().id, token: token, principalId: principalId }
}

resource grantAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, principalId, 'role-granter')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: right.outputs.roleId
    conditionVersion: '2.0'
    condition: right.outputs.condition
  }
}
