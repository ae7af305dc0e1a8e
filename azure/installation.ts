import type { AccessToken, TokenCredential } from '@azure/identity';
import type { Answer, Installation, Looked, Place, SeenSettings, Sight } from '../domain/installation/looked.ts';
import { clouds, type Settings } from '../domain/settings.ts';
import { blobService } from './app-storage.ts';
import { answerOf } from './installation-answer.ts';
import { lookAtStorage } from './installation-storage.ts';
import { lookAtWorkspace, type WorkspaceLook } from './installation-workspace.ts';
import { createMetricsSources } from './metrics-sources.ts';

export interface InstallationOptions extends Omit<WorkspaceLook, 'metrics' | 'storageSuffix'> {
  readonly settings: Settings;
  readonly credential: TokenCredential;
  /** The clock of the machine, which tokens and signatures go by; in a local run the app's own may be another. */
  readonly machineNow: () => Date;
}

/** The installation as the app itself meets it. */
export function createInstallation(options: InstallationOptions): Installation {
  const { settings, credential, machineNow } = options;
  const { metricsSuffix, storageSuffix } = clouds[settings.FLOWFERRY_CLOUD];
  const workspaces = [...new Set(settings.FLOWFERRY_WORKSPACES)];
  const look = { ...options, storageSuffix, metrics: createMetricsSources({ ...options, metricsSuffix }) };
  return {
    async look(): Promise<Looked> {
      const { tokens, principalId } = await lookAtTokens(settings, credential);
      const seen = await Promise.all([
        ...workspaces.map((id) => lookAtWorkspace(id, look)),
        lookAtStorage(settings, credential, machineNow),
      ]);
      const place = placeOf(settings, credential, principalId);
      return { place, sights: [...tokens, ...seen.flat(), settingsSeen(settings)] };
    },
  };
}

async function lookAtTokens(settings: Settings, credential: TokenCredential) {
  const { resourceManager, scoringScope, metricsSuffix } = clouds[settings.FLOWFERRY_CLOUD];
  const scopes = {
    'Azure Resource Manager': `${resourceManager}/.default`,
    endpoints: scoringScope,
    'Azure Monitor': `https://${metricsSuffix}/.default`,
  };
  let principalId: string | undefined;
  const sight = async ([of, scope]: readonly [string, string]): Promise<Sight> => {
    const answer = await answerOf(`get a token for ${of}`, async (): Promise<Answer> => {
      const token = await credential.getToken(scope);
      principalId ??= token ? ownerOf(token) : undefined;
      return token ? 'fine' : 'absent';
    });
    return { about: 'token', of, answer };
  };
  const tokens = await Promise.all(Object.entries(scopes).map(sight));
  return { tokens, principalId };
}

/** The object id that a token is made out for. It is ours, so nobody need verify it. */
function ownerOf({ token }: AccessToken): string | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { oid?: unknown };
    return typeof claims.oid === 'string' && /^[\w-]+$/.test(claims.oid) ? claims.oid : undefined;
  } catch {
    return undefined;
  }
}

function placeOf(settings: Settings, credential: TokenCredential, principalId: string | undefined): Place {
  const { AZURE_CLIENT_ID: clientId, WEBSITE_SITE_NAME: app } = settings;
  return {
    storageAccount: blobService(settings, credential).accountName,
    ...(principalId !== undefined && { principalId }),
    ...(clientId ? { clientId } : {}),
    ...(app !== undefined && { app }),
  };
}

const settingsSeen = (settings: Settings): SeenSettings => ({
  about: 'settings',
  cloud: settings.FLOWFERRY_CLOUD,
  workspaces: settings.FLOWFERRY_WORKSPACES,
  baseImage: settings.FLOWFERRY_BASE_IMAGE,
  registries: settings.FLOWFERRY_IMAGE_REGISTRIES,
  audience: settings.FLOWFERRY_AUDIENCE,
  isEmulated: settings.FLOWFERRY_EMULATOR !== undefined,
  hasScaledClock: settings.FLOWFERRY_CLOCK !== undefined,
  hasConnectionString: settings.AzureWebJobsStorage !== undefined,
  hasQueueAddress: settings.AzureWebJobsStorage__queueServiceUri !== undefined,
  ...(settings.FLOWFERRY_TENANT !== undefined && { tenant: settings.FLOWFERRY_TENANT }),
  ...(settings.FLOWFERRY_EVENT_TOPIC !== undefined && { topic: settings.FLOWFERRY_EVENT_TOPIC }),
});
