metadata description = 'The app may give endpoints their roles on a workspace.'

param workspaceName string
param token string
param principalId string

resource workspace 'Microsoft.MachineLearningServices/workspaces@2025-06-01' existing = {
  name: workspaceName
}

module right 'granting.bicep' = {
  name: 'flowferry-right-${uniqueString(workspace.id, token)}'
  params: { scopeId: workspace.id, token: token, principalId: principalId }
}

resource grantAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(workspace.id, principalId, 'role-granter')
  scope: workspace
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: right.outputs.roleId
    conditionVersion: '2.0'
    condition: right.outputs.condition
  }
}
