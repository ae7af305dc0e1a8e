import { clouds } from '../settings.ts';
import { type Check, notChecked, well, wrong } from './check.ts';
import type { Place, SeenSettings } from './looked.ts';
import { dropSetting, setSetting } from './mends.ts';

/** What one of the settings says, held against the others and against where the app runs. */
export const checkSettings = (seen: SeenSettings, place: Place): readonly Check[] => [
  checkSignIn(seen, place),
  checkStorageSettings(seen, place),
  checkImage(seen, place),
  checkNames(seen, place),
  checkScaledClock(seen, place),
  ...checkTopic(seen, place),
];

function checkSignIn({ tenant, audience, isEmulated }: SeenSettings, place: Place): Check {
  const name = 'sign-in of callers';
  if (tenant !== undefined && audience.length > 0) return well(name);
  if (tenant === undefined && audience.length === 0 && isEmulated) return well(name);
  return tenant === undefined
    ? wrong(
        name,
        'FLOWFERRY_TENANT is missing, so nobody may use the API.',
        setSetting(place, 'FLOWFERRY_TENANT', '$(az account show --query tenantId -o tsv)'),
      )
    : wrong(
        name,
        'FLOWFERRY_AUDIENCE is missing, so nobody may use the API.',
        setSetting(
          place,
          'FLOWFERRY_AUDIENCE',
          `$(az ad app list --filter "displayName eq 'Flowferry'" --query "[0].appId" -o tsv)`,
        ),
      );
}

function checkStorageSettings(seen: SeenSettings, place: Place): Check {
  const name = 'settings of storage';
  if (seen.hasConnectionString) {
    if (place.app === undefined) return well(name);
    const sentence = 'AzureWebJobsStorage holds a key of the storage account; the app has an identity for that.';
    return wrong(name, sentence, dropSetting(place, 'AzureWebJobsStorage'));
  }
  if (seen.hasQueueAddress) return well(name);
  const address = `https://${place.storageAccount}.queue.${clouds[seen.cloud].storageSuffix}/`;
  const sentence = 'AzureWebJobsStorage__queueServiceUri is missing, so no event is ever taken.';
  return wrong(name, sentence, setSetting(place, 'AzureWebJobsStorage__queueServiceUri', address));
}

function checkImage({ baseImage, registries }: SeenSettings, place: Place): Check {
  const name = 'base image';
  const image = baseImage.toLowerCase();
  if (registries.some((allowed) => image.startsWith(`${allowed}/`) || image.startsWith(`${allowed}:`)))
    return well(name);
  const registry = image.split('/')[0] ?? image;
  const mend = setSetting(place, 'FLOWFERRY_IMAGE_REGISTRIES', [...registries, registry].join(','));
  // The registry of a workspace is allowed too, and only the workspace knows which one that is.
  if (Object.values(clouds).some(({ registrySuffix }) => registry.endsWith(`.${registrySuffix}`))) {
    return notChecked(
      name,
      `Whether ${registry} is the workspace's own registry is seen when a flow is released.`,
      mend,
    );
  }
  return wrong(name, `FLOWFERRY_BASE_IMAGE is of ${registry}, which FLOWFERRY_IMAGE_REGISTRIES does not allow.`, mend);
}

function checkNames({ workspaces }: SeenSettings, place: Place): Check {
  const name = 'list of workspaces';
  const once = [...new Map(workspaces.map((id) => [id.toLowerCase(), id])).values()];
  if (once.length === workspaces.length) return well(name);
  const sentence = 'FLOWFERRY_WORKSPACES names a workspace twice.';
  return wrong(name, sentence, setSetting(place, 'FLOWFERRY_WORKSPACES', once.join(',')));
}

function checkScaledClock({ hasScaledClock, isEmulated }: SeenSettings, place: Place): Check {
  const name = 'scaled clock';
  if (!hasScaledClock || isEmulated) return well(name);
  const sentence = 'FLOWFERRY_CLOCK is set, which only a local run may: all waiting takes another time than it should.';
  return wrong(name, sentence, dropSetting(place, 'FLOWFERRY_CLOCK'));
}

/** The address only. A message to see whether it arrives would arrive. */
function checkTopic({ topic, cloud }: SeenSettings, place: Place): readonly Check[] {
  if (topic === undefined) return [];
  const name = 'topic of announcements';
  const suffix = new URL(clouds[cloud].eventGridScope).hostname;
  const host = new URL(topic).hostname;
  if (host.endsWith(`.${suffix}`)) return [well(name)];
  const mend = setSetting(place, 'FLOWFERRY_EVENT_TOPIC', `$(az eventgrid topic list --query "[0].endpoint" -o tsv)`);
  return [wrong(name, `The topic ${host} is of another cloud than FLOWFERRY_CLOUD: its names end in ${suffix}.`, mend)];
}
