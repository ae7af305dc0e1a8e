import type { EndpointNotes } from '../domain/notes.ts';
import { clouds, type Settings } from '../domain/settings.ts';
import type { World } from '../domain/world.ts';
import { createChannels } from './channels.ts';
import { createClock } from './clock.ts';
import { credentialFor } from './credentials.ts';
import { emulatedHttp } from './emulated-http.ts';
import { lazily, once } from './lazily.ts';

/** Everything outside, as Azure gives it. With FLOWFERRY_EMULATOR the requests go to this machine; nothing else differs. */
export function createWorld(settings: Settings): World {
  const credential = credentialFor(settings);
  const cloud = clouds[settings.FLOWFERRY_CLOUD];
  const http = settings.FLOWFERRY_EMULATOR ? { httpClient: emulatedHttp(settings.FLOWFERRY_EMULATOR) } : {};
  const clock = createClock(settings);
  const arm = once(async () => {
    const { createArm } = await import('./arm.ts');
    return createArm({ credential, resourceManager: cloud.resourceManager, ...http });
  });
  const uploads = once(async () => {
    const { createUploads } = await import('./uploads.ts');
    return createUploads({ arm: await arm(), credential, storageSuffix: cloud.storageSuffix, ...http });
  });
  const storage = once(async () => (await import('./app-storage.ts')).createAppStorage(settings, credential));
  const notes = <T>(table: string): EndpointNotes<T> =>
    lazily<EndpointNotes<T>>(async () => {
      const { createEndpointNotes } = await import('./endpoint-notes.ts');
      return createEndpointNotes<T>(await storage(), table);
    }, 'all' as never);
  const rights = lazily(async () => (await import('./own-rights.ts')).createOwnRights(await arm()));
  const workspaces = lazily(async () => (await import('./workspaces.ts')).createWorkspaces(await arm()));
  const { FLOWFERRY_TENANT: tenant = '', FLOWFERRY_AUDIENCE: audience, FLOWFERRY_MAX_PACKAGE_MEGABYTES } = settings;
  const largestPackageInBytes = FLOWFERRY_MAX_PACKAGE_MEGABYTES * 1024 * 1024;
  return {
    settings: publicPart(settings),
    clock,
    tokens: lazily(async () => {
      const { createTokens } = await import('./tokens.ts');
      return createTokens({ ...cloud, tenant, audience, now: clock.now });
    }),
    packages: lazily(async () =>
      (await import('./packages.ts')).createPackages(await storage(), largestPackageInBytes),
    ),
    releases: lazily(async () => (await import('./releases.ts')).createReleases(await storage())),
    intents: lazily(async () => (await import('./intents.ts')).createIntents(await storage()), 'all'),
    fleet: lazily(async () => (await import('./fleet.ts')).createFleet(await storage()), 'all'),
    notes: {
      leftovers: notes('leftovers'),
      givenRoles: notes('givenRoles'),
      retirements: notes('retirements'),
      idle: notes('idle'),
    },
    poison: lazily(async () => (await import('./poison-messages.ts')).createPoisonMessages(await storage())),
    audit: lazily(async () => (await import('./journal.ts')).createJournal(await storage(), 'audit')),
    verdicts: lazily(async () => (await import('./journal.ts')).createJournal(await storage(), 'verdicts')),
    plans: lazily(async () => (await import('./journal.ts')).createJournal(await storage(), 'plans')),
    announcements: lazily(
      async () => (await import('./announcements.ts')).createAnnouncements(await storage()),
      'pending',
    ),
    channels: createChannels({ settings, credential, eventGridScope: cloud.eventGridScope, now: clock.now, ...http }),
    workspaces,
    models: lazily(async () => (await import('./models.ts')).createModels(await arm(), await uploads())),
    environments: lazily(async () =>
      (await import('./environments.ts')).createEnvironments(await arm(), await uploads()),
    ),
    endpoints: lazily(async () => (await import('./endpoints.ts')).createEndpoints(await arm())),
    usage: lazily(async () => (await import('./usage.ts')).createUsage(await arm())),
    blueprints: lazily(async () => (await import('./blueprints.ts')).createBlueprints(await arm())),
    deployments: lazily(async () => (await import('./deployments.ts')).createDeployments(await arm())),
    roles: lazily(async () => (await import('./roles.ts')).createRoles(await arm())),
    rights,
    compute: lazily(async () => (await import('./compute.ts')).createCompute(await arm())),
    runs: lazily(async () => {
      const { createRuns } = await import('./runs.ts');
      const { resourceManager, storageSuffix } = cloud;
      return createRuns({ arm: await arm(), credential, resourceManager, storageSuffix, ...http });
    }),
    installation: lazily(async () => {
      const { createInstallation } = await import('./installation.ts');
      const ports = { settings, credential, workspaces, rights, now: clock.now };
      return createInstallation({ ...ports, arm: await arm(), machineNow: () => new Date(), ...http });
    }),
    scoring: lazily(async () => {
      const { createScoring } = await import('./scoring.ts');
      const { scoringScope, scoringSuffix } = cloud;
      return createScoring({ arm: await arm(), credential, scoringScope, scoringSuffix, ...http });
    }),
    flowMetrics: lazily(async () => {
      const { createFlowMetrics } = await import('./flow-metrics.ts');
      return createFlowMetrics({ arm: await arm(), credential, logs: cloud.logs, ...http });
    }),
    metrics: lazily(async () => {
      const { createMetrics } = await import('./metrics.ts');
      const { metricsSuffix } = cloud;
      return createMetrics({ arm: await arm(), credential, metricsSuffix, workspaces, now: clock.now, ...http });
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
