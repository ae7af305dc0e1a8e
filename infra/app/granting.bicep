metadata description = 'The right to give roles, made small: these roles only, to identities only, and never to the app itself.'

param scopeId string
param token string
param principalId string

// The roles that a plan may contain.
var roles = [
  'ea01e6af-a1c1-4350-9563-ad00f8c72ec5' // Azure Machine Learning Workspace Connection Secrets Reader
  '635dd51f-9968-44d3-b7fb-6d9a6bd613ae' // AzureML Metrics Writer
  'f6c7c914-8db3-469d-8ca1-694a8f32e121' // AzureML Data Scientist
  '7f951dda-4ed3-4680-a7ca-43fe172d538d' // AcrPull
  '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1' // Storage Blob Data Reader
  '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd' // Cognitive Services OpenAI User
  'a97b65f3-24c7-4388-baec-2e87135dc908' // Cognitive Services User
  '1407120a-92aa-4202-b7e9-c0e197c71c8f' // Search Index Data Reader
]
var assignments = 'Microsoft.Authorization/roleAssignments'
var list = join(roles, ', ')

// Writing is judged by the request, deleting by what is there: both halves are needed.
var isWrite = 'ActionMatches{\'${assignments}/write\'}'
var isDelete = 'ActionMatches{\'${assignments}/delete\'}'
var requestedRole = '@Request[${assignments}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${list}}'
var requestedType = '@Request[${assignments}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {\'ServicePrincipal\'}'
var requestedOther = '@Request[${assignments}:PrincipalId] ForAnyOfAllValues:GuidNotEquals {${principalId}}'
var existingRole = '@Resource[${assignments}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${list}}'
var existingType = '@Resource[${assignments}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {\'ServicePrincipal\'}'
var mayWrite = '(!(${isWrite}) OR (${requestedRole} AND ${requestedType} AND ${requestedOther}))'
var mayDelete = '(!(${isDelete}) OR (${existingRole} AND ${existingType}))'

resource granter 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(scopeId, token, 'role-granter')
  properties: {
    roleName: 'Flowferry role granter, ${last(split(scopeId, '/'))} (${token})'
    description: 'Gives and takes role assignments. Its assignment has a condition that says which.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: ['${assignments}/read', '${assignments}/write', '${assignments}/delete']
        notActions: []
        dataActions: []
        notDataActions: []
      }
    ]
  }
}

output roleId string = granter.id
output condition string = '(${mayWrite} AND ${mayDelete})'
