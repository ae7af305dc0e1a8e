metadata description = 'What people are told. Every alert says which section of the runbook to open.'

param token string
param location string
param tags object
param insightsName string
param appName string
param storageName string
param actionGroupIds array
param runbookAddress string

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  name: appName
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices@2025-01-01' existing = {
  name: '${storageName}/default'
}

var logAlerts = [
  {
    name: 'page'
    says: 'A person is needed: there is no good way back, or what serves is bad itself.'
    section: 'page-a-person-is-needed'
    severity: 1
    query: 'traces | where message startswith \'{"event":"page"\''
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT5M'
  }
  {
    name: 'regressed'
    says: 'A live release got worse, and Flowferry goes back.'
    section: 'it-went-back-by-itself'
    severity: 2
    query: 'traces | where message startswith \'{"event":"regressed"\''
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT5M'
  }
  {
    name: 'poison'
    says: 'A message could not be read or carried out, and was kept.'
    section: 'nothing-happens-after-a-push'
    severity: 2
    query: 'traces | where message startswith \'{"event":"poison"\''
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT5M'
  }
  {
    name: 'orchestration-failed'
    says: 'An orchestration failed, which none ever should.'
    section: 'an-orchestration-failed'
    severity: 1
    query: 'traces | where customDimensions.prop__functionType == \'Orchestrator\' and customDimensions.prop__state == \'Failed\''
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT15M'
  }
  {
    name: 'watch-silent'
    says: 'The watch has not looked for half an hour: nothing would be rolled back.'
    section: 'the-watch-is-silent'
    severity: 1
    query: 'requests | where name == \'watchEndpoints\' and success == true'
    operator: 'LessThan'
    threshold: 1
    window: 'PT30M'
  }
]

resource ofLogs 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for alert in logAlerts: {
  name: 'flowferry-${alert.name}-${token}'
  location: location
  tags: tags
  properties: {
    displayName: 'Flowferry: ${alert.name}'
    description: '${alert.says} What to do: ${runbookAddress}#${alert.section}'
    severity: alert.severity
    enabled: true
    scopes: [insights.id]
    evaluationFrequency: alert.window
    windowSize: alert.window
    // The tables are not there before the app has first written to them.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: alert.query
          timeAggregation: 'Count'
          operator: alert.operator
          threshold: alert.threshold
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroupIds }
  }
}]

var metricAlerts = [
  {
    name: 'server-errors'
    says: 'The API answers with errors.'
    section: 'the-api-answers-with-errors'
    severity: 2
    scope: app.id
    namespace: 'Microsoft.Web/sites'
    metric: 'Http5xx'
    threshold: 5
    aggregation: 'Total'
    every: 'PT5M'
    window: 'PT5M'
  }
  {
    name: 'events-pile-up'
    says: 'Messages pile up in the queues of the app.'
    section: 'events-pile-up'
    severity: 2
    scope: queues.id
    namespace: 'Microsoft.Storage/storageAccounts/queueServices'
    metric: 'QueueMessageCount'
    threshold: 1000
    aggregation: 'Average'
    every: 'PT1H'
    window: 'PT1H'
  }
]

resource ofMetrics 'Microsoft.Insights/metricAlerts@2018-03-01' = [for alert in metricAlerts: {
  name: 'flowferry-${alert.name}-${token}'
  location: 'global'
  tags: tags
  properties: {
    description: '${alert.says} What to do: ${runbookAddress}#${alert.section}'
    severity: alert.severity
    enabled: true
    scopes: [alert.scope]
    evaluationFrequency: alert.every
    windowSize: alert.window
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: alert.name
          metricNamespace: alert.namespace
          metricName: alert.metric
          operator: 'GreaterThan'
          threshold: alert.threshold
          timeAggregation: alert.aggregation
        }
      ]
    }
    actions: [for id in actionGroupIds: { actionGroupId: id }]
  }
}]
