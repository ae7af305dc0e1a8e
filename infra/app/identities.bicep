metadata description = 'Who the app is, and, if wanted, who endpoints are.'

param token string
param location string
param tags object
param endpointIdentity bool

// Managed Identity Operator: whoever makes an endpoint gives it its identity.
var identityOperator = 'f1a07417-d97a-45cb-824c-7a7467783830'

resource own 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-flowferry-${token}'
  location: location
  tags: tags
}

resource ofEndpoints 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = if (endpointIdentity) {
  name: 'id-endpoints-${token}'
  location: location
  tags: tags
}

resource attachAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (endpointIdentity) {
  name: guid(ofEndpoints.id, own.id, identityOperator)
  scope: ofEndpoints
  properties: {
    principalId: own.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', identityOperator)
  }
}

output id string = own.id
output clientId string = own.properties.clientId
output principalId string = own.properties.principalId
output endpointIdentityId string = endpointIdentity ? ofEndpoints.id : ''
output endpointPrincipalId string = endpointIdentity ? ofEndpoints!.properties.principalId : ''
