import type { Check } from '../../../domain/installation/check.ts';
import { checkInstallation } from '../../../domain/installation/check-installation.ts';
import type { Answer, Place, SeenSettings, Sight } from '../../../domain/installation/looked.ts';
import { workspaceId as id } from '../../support/workspace-id.ts';

export const place: Place = {
  storageAccount: 'stferry',
  principalId: 'oid-of-app',
  clientId: 'client',
  app: 'func-ferry',
};
export const local: Place = { storageAccount: 'stferry' };
export const check = (sight: Sight, at: Place = place): readonly Check[] =>
  checkInstallation({ place: at, sights: [sight] }).slice(0, -1);

export const everything: Sight = { about: 'rights', id, rights: [{ actions: ['*'], notActions: [] }] };
export const settings: SeenSettings = {
  about: 'settings',
  cloud: 'public',
  workspaces: [id],
  baseImage: 'mcr.microsoft.com/azureml/flow:1',
  registries: ['mcr.microsoft.com'],
  tenant: 'tenant',
  audience: ['api://ferry'],
  isEmulated: false,
  hasScaledClock: false,
  hasConnectionString: false,
  hasQueueAddress: true,
  topic: 'https://t.swedencentral-1.eventgrid.azure.net/api/events',
};
export const asked = (answer: Answer): readonly Sight[] => [
  { about: 'token', of: 'Azure Monitor', answer },
  { about: 'workspace', id, answer },
  { about: 'datastore', id, answer, account: 'stml' },
  { about: 'datastore', id, answer },
  { about: 'metrics', id, door: 'batch', answer },
  { about: 'metrics', id, door: 'single', answer },
  { about: 'cost', id, answer },
  { about: 'quota', id, answer },
  { about: 'container', name: 'flows', answer },
  { about: 'queue', name: 'pipeline-events', answer },
  { about: 'queue', name: 'pipeline-events-poison', answer },
  { about: 'tables', answer },
];
