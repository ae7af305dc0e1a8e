metadata description = 'The system topic of a source. One that exists must have a system-assigned identity.'

param topicName string
param create bool
param location string
param tags object
param sourceId string
param topicType string

resource made 'Microsoft.EventGrid/systemTopics@2025-02-15' = if (create) {
  name: topicName
  location: location
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: { source: sourceId, topicType: topicType }
}

resource given 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = if (!create) {
  name: topicName
}

output name string = create ? made.name : given.name
output principalId string = create ? made!.identity.principalId : given!.identity.principalId
