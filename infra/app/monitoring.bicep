metadata description = 'Logs and Application Insights, which take data from signed-in senders only, and whom alerts go to.'

param token string
param location string
param tags object
param alertEmail string

resource logs 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: 'log-flowferry-${token}'
  location: location
  tags: tags
  properties: {
    retentionInDays: 30
    sku: { name: 'PerGB2018' }
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-flowferry-${token}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: logs.id
    DisableLocalAuth: true
  }
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(alertEmail)) {
  name: 'ag-flowferry-${token}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'flowferry'
    emailReceivers: [{ name: 'people', emailAddress: alertEmail, useCommonAlertSchema: true }]
  }
}

output insightsName string = insights.name
output actionGroupIds array = empty(alertEmail) ? [] : [people.id]
