import * as z from 'zod';
import type { Links } from './announcement-event.ts';
import { channelSettings } from './channel-settings.ts';
import { secret } from './secret.ts';
import { workspaceParts } from './workspace.ts';

/** The clouds that Azure Machine Learning runs in, with the addresses that differ between them. */
export const clouds = {
  public: {
    authority: 'https://login.microsoftonline.com',
    oldIssuer: 'https://sts.windows.net',
    resourceManager: 'https://management.azure.com',
    storageSuffix: 'core.windows.net',
    registrySuffix: 'azurecr.io',
    scoringScope: 'https://ml.azure.com/.default',
    scoringSuffix: 'inference.ml.azure.com',
    metricsSuffix: 'metrics.monitor.azure.com',
    logs: 'https://api.loganalytics.io',
    eventGridScope: 'https://eventgrid.azure.net/.default',
  },
  usGovernment: {
    authority: 'https://login.microsoftonline.us',
    oldIssuer: 'https://sts.windows.net',
    resourceManager: 'https://management.usgovcloudapi.net',
    storageSuffix: 'core.usgovcloudapi.net',
    registrySuffix: 'azurecr.us',
    scoringScope: 'https://ml.azure.us/.default',
    scoringSuffix: 'inference.ml.azure.us',
    metricsSuffix: 'metrics.monitor.azure.us',
    logs: 'https://api.loganalytics.us',
    eventGridScope: 'https://eventgrid.azure.us/.default',
  },
  china: {
    authority: 'https://login.chinacloudapi.cn',
    oldIssuer: 'https://sts.chinacloudapi.cn',
    resourceManager: 'https://management.chinacloudapi.cn',
    storageSuffix: 'core.chinacloudapi.cn',
    registrySuffix: 'azurecr.cn',
    scoringScope: 'https://ml.azure.cn/.default',
    scoringSuffix: 'inference.ml.azure.cn',
    metricsSuffix: 'metrics.monitor.azure.cn',
    logs: 'https://api.loganalytics.azure.cn',
    eventGridScope: 'https://eventgrid.azure.cn/.default',
  },
} as const;
export type CloudName = keyof typeof clouds;

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
);
const workspaceIds = list
  .refine((ids) => ids.length > 0, 'name at least one workspace')
  .refine((ids) => ids.every((id) => workspaceParts(id)), 'each must be the full resource id of a workspace');

const imageRegistries = list
  .transform((entries) => entries.map((entry) => entry.replace(/\/+$/, '').toLowerCase()))
  .refine(
    (entries) => entries.every((entry) => /^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9._-]+)*$/.test(entry)),
    'each must be a host, with or without a path after it, such as mcr.microsoft.com/azureml',
  );

const loopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/?$/;

/** The app settings. The table in the README is made from this. */
export const settingsSchema = z.object({
  FLOWFERRY_WORKSPACES: workspaceIds.describe(
    'Resource ids of the workspaces to serve, separated by commas. The first is the one for packages that name none.',
  ),
  FLOWFERRY_CLOUD: z
    .enum(['public', 'usGovernment', 'china'])
    .default('public')
    .describe('The Azure cloud that the workspaces are in.'),
  FLOWFERRY_BASE_IMAGE: z
    .string()
    .default('mcr.microsoft.com/azureml/promptflow/promptflow-runtime:20251211.v2')
    .describe('The image that flows are served with, unless the flow or its manifest names another.'),
  FLOWFERRY_IMAGE_REGISTRIES: imageRegistries
    .prefault('mcr.microsoft.com')
    .describe(
      "Registries that images may come from, separated by commas; a part of a path may follow. The workspace's own registry is always one of them.",
    ),
  FLOWFERRY_MAX_PACKAGE_MEGABYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(100)
    .describe('The largest package, zipped, in megabytes. Unpacked it may have 100 MiB at most.'),
  FLOWFERRY_TENANT: z
    .guid()
    .transform((id) => id.toLowerCase())
    .optional()
    .describe('Id of the Microsoft Entra tenant whose people and apps may use the API. Without it nobody may.'),
  FLOWFERRY_AUDIENCE: z
    .string()
    .optional()
    .transform((text) => list.parse(text ?? ''))
    .describe(
      'What tokens for the API are made out to: its client id and its application id URI, separated by a comma.',
    ),
  AZURE_CLIENT_ID: z
    .string()
    .optional()
    .describe('Client id of the identity that the app signs in with, if it is a user-assigned one.'),
  ...channelSettings,
  AzureWebJobsStorage: z
    .string()
    .transform((text) => (text === '' ? undefined : secret(text)))
    .optional()
    .describe('Connection string of the storage account; on one machine only. In Azure use the three addresses below.'),
  AzureWebJobsStorage__blobServiceUri: z.url().optional().describe("Address of the storage account's blobs."),
  AzureWebJobsStorage__tableServiceUri: z.url().optional().describe("Address of the storage account's tables."),
  AzureWebJobsStorage__queueServiceUri: z.url().optional().describe("Address of the storage account's queues."),
  FLOWFERRY_EMULATOR: z
    .string()
    .regex(loopback, 'must be an http address of this machine')
    .optional()
    .describe('Address of the emulated Azure. Never set in Azure: everything that would go there goes here.'),
  FLOWFERRY_CLOCK: z
    .string()
    .regex(/^\d+,\d+,\d+(\.\d+)?$/, 'must be: real start, virtual start (both in milliseconds since 1970), speed')
    .optional()
    .describe('The scaled clock of a local run. Never set in Azure.'),
  WEBSITE_SITE_NAME: z.string().optional().describe('Set by Azure, and by nobody else: the name of the app.'),
  WEBSITE_AUTH_ENABLED: z
    .string()
    .optional()
    .transform((text) => text?.toLowerCase() === 'true')
    .describe(
      "Set by Azure, and by nobody else: whether App Service's own sign-in is on. Only then is its header believed.",
    ),
});
export type Settings = z.infer<typeof settingsSchema>;
/** The settings that activities and pages may know: none of them is secret. */
export type PublicSettings = Pick<
  Settings,
  | 'FLOWFERRY_WORKSPACES'
  | 'FLOWFERRY_CLOUD'
  | 'FLOWFERRY_BASE_IMAGE'
  | 'FLOWFERRY_IMAGE_REGISTRIES'
  | 'FLOWFERRY_MAX_PACKAGE_MEGABYTES'
  | 'FLOWFERRY_TENANT'
  | 'FLOWFERRY_AUDIENCE'
  | 'FLOWFERRY_EMULATOR'
  | 'WEBSITE_AUTH_ENABLED'
>;

/** Reads the settings. All that is wrong with them is said at once; values are not repeated, since some are secret. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const result = settingsSchema.safeParse(environment);
  const problems = result.success
    ? [...missingStorage(result.data), ...missingKeys(result.data), ...onlyLocal(result.data)]
    : result.error.issues.map(describe);
  if (result.success && problems.length === 0) return result.data;
  throw new Error(`These app settings are wrong or missing:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
}

const describe = (issue: z.core.$ZodIssue) =>
  `${issue.path.join('.')}: ${/received undefined/.test(issue.message) ? 'is missing' : issue.message}`;

function missingStorage(settings: Settings): string[] {
  if (settings.AzureWebJobsStorage) return [];
  const addresses = ['AzureWebJobsStorage__blobServiceUri', 'AzureWebJobsStorage__tableServiceUri'] as const;
  return addresses
    .filter((name) => !settings[name])
    .map((name) => `${name}: is missing, and so is AzureWebJobsStorage`);
}

const missingKeys = ({ FLOWFERRY_WEBHOOKS: webhooks = [], FLOWFERRY_WEBHOOK_KEYS: keys }: Settings): string[] =>
  webhooks.length > 0 && keys === undefined
    ? ['FLOWFERRY_WEBHOOK_KEYS: is missing, but FLOWFERRY_WEBHOOKS needs it']
    : [];

/** What links in messages lead to. On one machine the app is spoken to without encryption. */
export function linksOf({
  FLOWFERRY_ADDRESS: address,
  FLOWFERRY_RUNBOOK: runbook,
  WEBSITE_HOSTNAME: host,
}: Settings): Links {
  const own =
    host === undefined ? undefined : `${/^(localhost|127\.0\.0\.1)(:|$)/.test(host) ? 'http' : 'https'}://${host}`;
  const app = address ?? own;
  return { runbook, ...(app === undefined ? {} : { app }) };
}

/** The emulated Azure asks nobody who they are: in Azure the app does not even start with it. */
const onlyLocal = ({ FLOWFERRY_EMULATOR, WEBSITE_SITE_NAME }: Settings): string[] =>
  FLOWFERRY_EMULATOR !== undefined && WEBSITE_SITE_NAME !== undefined
    ? ['FLOWFERRY_EMULATOR: is set, and this is Azure']
    : [];
