import { fault } from './fault.ts';

/** Events that would get lost, or come from anywhere. */
export const eventFaults = [
  fault(
    'workspaces that share a storage account collide',
    'app/workspace-resources.bicep',
    "'flowferry-storage-${key}'",
    "'flowferry-storage-${uniqueString(storageId, split(key, '-')[1])}'",
  ),
  fault('events of other containers', 'main.bicep', '/containers/flows/blobs/', '/containers/'),
  fault('events of every file', 'main.bicep', "subjectEndsWith: '.zip'", "subjectEndsWith: ''"),
  fault('the wrong event', 'main.bicep', 'Microsoft.Storage.BlobCreated', 'Microsoft.Storage.BlobDeleted'),
  fault(
    'only lower case',
    'app/event-subscription.bicep',
    'isSubjectCaseSensitive: false',
    'isSubjectCaseSensitive: true',
  ),
  fault('another queue than the one that is read', 'app/storage.bicep', "'pipeline-events'", "'events'"),
  fault('a container of the app is missing', 'app/storage.bicep', "'packages', ", ''),
  fault('dead letters have no container', 'app/storage.bicep', "'dead-letters', ", ''),
  fault(
    'flows are deleted as dead letters are',
    'app/storage.bicep',
    "prefixMatch: ['dead-letters/']",
    "prefixMatch: ['flows/']",
  ),
  fault('a subscription before its roles', 'app/events.bicep', '  dependsOn: [access]\n', ''),
  fault('a second topic of one source', 'app/events.bicep', 'create: empty(existingTopicId)', 'create: true'),
  fault(
    'a topic elsewhere than its source',
    'main.bicep',
    'sourceLocation: workspaceAccess[i].outputs.location',
    'sourceLocation: location',
  ),
  fault('another schema', 'app/event-subscription.bicep', "'CloudEventSchemaV1_0'", "'EventGridSchema'"),
  fault(
    'events are given up after an hour',
    'app/event-subscription.bicep',
    'eventTimeToLiveInMinutes: 1440',
    'eventTimeToLiveInMinutes: 60',
  ),
  fault('Event Grid is shut out', 'app/storage.bicep', "bypass: 'AzureServices'", "bypass: 'None'"),
  fault(
    'the storage account stays open',
    'app/storage.bicep',
    "privateNetwork ? 'Deny' : 'Allow'",
    "privateNetwork ? 'Allow' : 'Allow'",
  ),
  fault('tables have no private way', 'app/network.bicep', "['blob', 'queue', 'table']", "['blob', 'queue']"),
  fault('names lead to another service', 'app/network.bicep', 'zones[i].id', 'zones[0].id'),
];
