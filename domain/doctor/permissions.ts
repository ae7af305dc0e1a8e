import type { Ailment } from './ailment.ts';

/** Somebody lacks a right. Role assignments take minutes to arrive: most of these pass by waiting once the role is there. */
export const permissionAilments: readonly Ailment[] = [
  {
    class: 'rbac.connection_secrets',
    signs: [
      /access denied to list workspace secret/i,
      /OpenURLUserAuthenticationError/i,
      /listsecrets\S* failed with status code: (403|50\d)/i,
      /listsecrets.*Identity ?\(object id/i,
    ],
    cause:
      'The identity of the endpoint may not read the connections of the workspace, or its role has not arrived yet.',
    remedy:
      'Grant it Azure Machine Learning Workspace Connection Secrets Reader on the workspace and wait up to 15 minutes. The container asks again with every request.',
    isRetryable: true,
    fix: 'waitForRole',
  },
  {
    class: 'rbac.secrets_injection',
    signs: [/SecretsInjectionError/i],
    cause:
      'A variable of the deployment refers to a connection or secret that the identity of the endpoint may not read.',
    remedy: 'Grant it Azure Machine Learning Workspace Connection Secrets Reader on the workspace, and deploy again.',
    isRetryable: true,
    fix: 'waitForRole',
  },
  {
    class: 'rbac.datastore_read',
    signs: [/datastores?\/read/i, /lack authorization to perform action.*datastore/i],
    cause: 'The flow searches an index, and the identity of the endpoint may not read the datastores of the workspace.',
    remedy: 'Grant it AzureML Data Scientist on the workspace, or a role of your own with workspaces/datastores/read.',
    isRetryable: true,
    fix: 'waitForRole',
  },
  {
    class: 'rbac.registry_pull',
    signs: [
      /does not have pull permission/i,
      /(acr|registry)\S*.{0,80}\b(unauthorized|authentication required|denied)\b/i,
    ],
    cause:
      'The identity of the endpoint may not pull from the container registry. Azure grants it by itself only on the registry of the workspace.',
    remedy: 'Grant it AcrPull on the registry that holds the image.',
    isRetryable: true,
    fix: 'waitForRole',
  },
  {
    class: 'rbac.storage',
    signs: [
      /not authorized to perform this operation using this permission/i,
      /read access to the source storage account/i,
      /AuthorizationPermissionMismatch/i,
    ],
    cause:
      'The files of the model lie in a storage account that the identity of the endpoint or of the workspace may not read.',
    remedy: 'Grant it Storage Blob Data Reader on the storage account of the workspace.',
    isRetryable: true,
    fix: 'waitForRole',
  },
  {
    class: 'rbac.startup_task',
    signs: [/startup task failed due to authorization/i, /startup task.{0,80}(role assignment|authorization)/i],
    cause: 'The identity of the endpoint lacks the roles for the image or the model when the deployment starts.',
    remedy:
      'A user-assigned identity needs AcrPull on the registry and Storage Blob Data Reader on the storage before the deployment is created.',
    isRetryable: true,
    fix: 'waitForRole',
  },
  {
    class: 'rbac.model_resource',
    signs: [/PermissionDenied/i, /principal does not have access to api\/operation/i],
    cause:
      'A connection signs in with Microsoft Entra ID, and the identity of the endpoint may not use the resource behind it.',
    remedy: 'Grant it Cognitive Services OpenAI User (for AI Search: Search Index Data Reader) on that resource.',
    isRetryable: true,
    fix: 'waitForRole',
  },
  {
    class: 'rbac.identity_token',
    signs: [
      /listsecrets\S* failed with status code: 401/i,
      /ClientAuthenticationError|ManagedIdentityCredential/i,
      /(multiple|no) (user assigned|managed) identit/i,
    ],
    cause: 'The container could not sign in with the identity of the endpoint.',
    remedy: 'With a user-assigned identity the variable AZURE_CLIENT_ID must be its client id.',
    isRetryable: false,
  },
  {
    class: 'rbac.deployer',
    signs: [
      /LinkedAuthorizationFailed|AuthorizationFailed/i,
      /does not have authorization to perform action/i,
      /roleAssignments\/write/i,
    ],
    cause: 'The identity that deploys lacks a right on the workspace or on a resource that the request names.',
    remedy: 'Grant it the action that the message names, at the scope that it names.',
    isRetryable: false,
  },
];
