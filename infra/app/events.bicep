metadata description = 'The way of events from a source to the queue: topic, then its permissions, then the subscription.'

param token string
param tags object
param name string
param existingTopicId string
param sourceId string
param sourceLocation string
param topicType string
param eventTypes array
param subjectBeginsWith string = ''
param subjectEndsWith string = ''
param storageName string
param queueName string
param actionGroupIds array
param runbookAddress string

// A source has one topic at most, which may be in any group of its subscription.
var home = empty(existingTopicId) ? sourceId : existingTopicId

module topic 'event-topic.bicep' = {
  name: 'flowferry-topic-${name}-${token}'
  scope: resourceGroup(split(home, '/')[2], split(home, '/')[4])
  params: {
    topicName: empty(existingTopicId) ? 'flowferry-${name}-${token}' : last(split(existingTopicId, '/'))
    create: empty(existingTopicId)
    location: sourceLocation
    tags: tags
    sourceId: sourceId
    topicType: topicType
  }
}

module access 'event-access.bicep' = {
  name: 'event-access-${name}'
  params: {
    storageName: storageName
    queueName: queueName
    principalId: topic.outputs.principalId
  }
}

module delivery 'event-subscription.bicep' = {
  name: 'flowferry-delivery-${name}-${token}'
  scope: resourceGroup(split(home, '/')[2], split(home, '/')[4])
  // Event Grid tries the queue when the subscription is made.
  dependsOn: [access]
  params: {
    topicName: topic.outputs.name
    subscriptionName: 'flowferry-${name}-${token}'
    tags: tags
    eventTypes: eventTypes
    subjectBeginsWith: subjectBeginsWith
    subjectEndsWith: subjectEndsWith
    storageId: resourceId('Microsoft.Storage/storageAccounts', storageName)
    queueName: queueName
    actionGroupIds: actionGroupIds
    runbookAddress: runbookAddress
  }
}
