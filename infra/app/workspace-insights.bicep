metadata description = 'Application Insights of a workspace: tokens and latency of flows are read.'

param insightsName string
param principalId string

// Monitoring Reader
var monitoringReader = '43d0d8ad-25c7-4714-9337-8ba259a9fe05'

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource queryAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, principalId, monitoringReader)
  scope: insights
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringReader)
  }
}
