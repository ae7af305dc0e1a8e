import { clouds, type Settings } from '../domain/settings.ts';
import type { World } from '../domain/world.ts';
import { createAnnouncements } from './announcements.ts';
import { createAppStorage } from './app-storage.ts';
import { createArm } from './arm.ts';
import { createChannels } from './channels.ts';
import { createClock } from './clock.ts';
import { createCompute } from './compute.ts';
import { credentialFor } from './credentials.ts';
import { createDeployments } from './deployments.ts';
import { emulatedHttp } from './emulated-http.ts';
import { createEndpointNotes } from './endpoint-notes.ts';
import { createEndpoints } from './endpoints.ts';
import { createEnvironments } from './environments.ts';
import { createFleet } from './fleet.ts';
import { createFlowMetrics } from './flow-metrics.ts';
import { createIntents } from './intents.ts';
import { createMetrics } from './metrics.ts';
import { createModels } from './models.ts';
import { createOwnRights } from './own-rights.ts';
import { createPackages } from './packages.ts';
import { createPoisonMessages } from './poison-messages.ts';
import { createReleases } from './releases.ts';
import { createRoles } from './roles.ts';
import { createRuns } from './runs.ts';
import { createScoring } from './scoring.ts';
import { createTokens } from './tokens.ts';
import { createUploads } from './uploads.ts';
import { createWorkspaces } from './workspaces.ts';

/** Everything outside, as Azure gives it. With FLOWFERRY_EMULATOR the requests go to this machine; nothing else differs. */
export function createWorld(settings: Settings): World {
  const credential = credentialFor(settings);
  const cloud = clouds[settings.FLOWFERRY_CLOUD];
  const http = settings.FLOWFERRY_EMULATOR ? { httpClient: emulatedHttp(settings.FLOWFERRY_EMULATOR) } : {};
  const arm = createArm({ credential, resourceManager: cloud.resourceManager, ...http });
  const uploads = createUploads({ arm, credential, storageSuffix: cloud.storageSuffix, ...http });
  const storage = createAppStorage(settings, credential);
  const clock = createClock(settings);
  const workspaces = createWorkspaces(arm);
  const { FLOWFERRY_TENANT: tenant = '', FLOWFERRY_AUDIENCE: audience, FLOWFERRY_MAX_PACKAGE_MEGABYTES } = settings;
  return {
    settings: publicPart(settings),
    clock,
    tokens: createTokens({ ...cloud, tenant, audience, now: clock.now }),
    packages: createPackages(storage, FLOWFERRY_MAX_PACKAGE_MEGABYTES * 1024 * 1024),
    releases: createReleases(storage),
    intents: createIntents(storage),
    fleet: createFleet(storage),
    leftovers: createEndpointNotes(storage, 'leftovers'),
    poison: createPoisonMessages(storage),
    announcements: createAnnouncements(storage),
    channels: createChannels({ settings, credential, eventGridScope: cloud.eventGridScope, now: clock.now, ...http }),
    workspaces,
    models: createModels(arm, uploads),
    environments: createEnvironments(arm, uploads),
    endpoints: createEndpoints(arm),
    deployments: createDeployments(arm),
    roles: createRoles(arm),
    rights: createOwnRights(arm),
    compute: createCompute(arm),
    runs: createRuns({
      arm,
      credential,
      resourceManager: cloud.resourceManager,
      storageSuffix: cloud.storageSuffix,
      ...http,
    }),
    scoring: createScoring({
      arm,
      credential,
      scoringScope: cloud.scoringScope,
      scoringSuffix: cloud.scoringSuffix,
      ...http,
    }),
    flowMetrics: createFlowMetrics({ arm, credential, logs: cloud.logs, ...http }),
    metrics: createMetrics({
      arm,
      credential,
      metricsSuffix: cloud.metricsSuffix,
      workspaces,
      now: clock.now,
      ...http,
    }),
  };
}

/** Not the rest: some of it is secret, and nobody else needs it. */
function publicPart({
  FLOWFERRY_WORKSPACES,
  FLOWFERRY_CLOUD,
  FLOWFERRY_BASE_IMAGE,
  FLOWFERRY_IMAGE_REGISTRIES,
  FLOWFERRY_MAX_PACKAGE_MEGABYTES,
  FLOWFERRY_TENANT,
  FLOWFERRY_AUDIENCE,
  FLOWFERRY_EMULATOR,
  WEBSITE_AUTH_ENABLED,
}: Settings): World['settings'] {
  return {
    FLOWFERRY_WORKSPACES,
    FLOWFERRY_CLOUD,
    FLOWFERRY_BASE_IMAGE,
    FLOWFERRY_IMAGE_REGISTRIES,
    FLOWFERRY_MAX_PACKAGE_MEGABYTES,
    FLOWFERRY_TENANT,
    FLOWFERRY_AUDIENCE,
    FLOWFERRY_EMULATOR,
    WEBSITE_AUTH_ENABLED,
  };
}
