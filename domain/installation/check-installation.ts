import { type Check, notChecked } from './check.ts';
import type { Looked, Place, Sight } from './looked.ts';
import { checkRights } from './rights-checks.ts';
import { checkSettings } from './settings-checks.ts';
import { checkClock, checkContainer, checkQueue, checkTables } from './storage-checks.ts';
import { checkCost, checkDatastore, checkMetrics, checkQuota, checkToken, checkWorkspace } from './workspace-checks.ts';

/** What is wrong with an installation, thing by thing, and what mends it. */
export const checkInstallation = ({ place, sights }: Looked): readonly Check[] => [
  ...sights.flatMap((sight) => check(sight, place)),
  notChecked(
    'delivery of events',
    'The app has no right to see event subscriptions, and needs none.',
    'az eventgrid system-topic list --query "[].{name:name, source:source, state:provisioningState}" -o table',
  ),
];

function check(sight: Sight, place: Place): Check | readonly Check[] {
  switch (sight.about) {
    case 'token':
      return checkToken(sight, place);
    case 'workspace':
      return checkWorkspace(sight, place);
    case 'rights':
      return checkRights(sight.id, sight.rights, place);
    case 'datastore':
      return checkDatastore(sight, place);
    case 'metrics':
      return checkMetrics(sight, place);
    case 'cost':
      return checkCost(sight, place);
    case 'quota':
      return checkQuota(sight);
    case 'container':
      return checkContainer(sight, place);
    case 'queue':
      return checkQueue(sight, place);
    case 'tables':
      return checkTables(sight, place);
    case 'clock':
      return checkClock(sight, place);
    case 'settings':
      return checkSettings(sight, place);
  }
}
