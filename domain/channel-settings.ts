import * as z from 'zod';
import { secret } from './secret.ts';

/** Names that lead into the app's own network, and bare addresses, which may. */
const isPublicName = (host: string) =>
  /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*$/i.test(host) && !/\.(local|localhost|internal|home\.arpa)$/i.test(host);

/** Whether a message may be posted there: encrypted, without a name and password in it, and outside of the app's network. */
export function isPublicAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  return protocol === 'https:' && username === '' && password === '' && isPublicName(hostname);
}

/**
 * What a setting holds while its Key Vault cannot be read. The app starts all the same: it is the channel that does not work.
 * Source: "Use Key Vault references as app settings in Azure App Service and Azure Functions".
 */
const isUnresolved = (text: string) => /^@Microsoft\.KeyVault\(/i.test(text);

const whatIsWanted = 'must be an https address with a public name';
const webhook = z.string().refine((text) => isUnresolved(text) || isPublicAddress(text), whatIsWanted);
const list = z.string().transform((text) => text.split(/[\s,]+/).filter((entry) => entry !== ''));

/** A key of Standard Webhooks: 24 to 64 bytes. */
export const isSigningKey = (text: string) => /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/.test(text);

/** Where outcomes are told. The addresses of webhooks are secrets: whoever has one may write there. */
export const channelSettings = {
  FLOWFERRY_EVENT_TOPIC: z
    .string()
    .refine((text) => isPublicAddress(text) && /\.eventgrid\.azure\.(net|us|cn)$/i.test(new URL(text).hostname), {
      message: 'must be the endpoint of an Event Grid topic: https://<topic>.<region>-1.eventgrid.azure.net/api/events',
    })
    .optional()
    .describe(
      'Endpoint of the Event Grid topic to publish outcomes to, as CloudEvents. The app needs EventGrid Data Sender on it.',
    ),
  FLOWFERRY_TEAMS_WEBHOOK: webhook
    .transform(secret)
    .optional()
    .describe(
      'Address of a Teams workflow ("Send webhook alerts to a channel") to post outcomes to. Secret: use a Key Vault reference.',
    ),
  FLOWFERRY_SLACK_WEBHOOK: webhook
    .refine(
      (text) => isUnresolved(text) || /^https:\/\/hooks\.slack(-gov)?\.com\//i.test(text),
      'must be an address at hooks.slack.com',
    )
    .transform(secret)
    .optional()
    .describe('Address of a Slack incoming webhook to post outcomes to. Secret: use a Key Vault reference.'),
  FLOWFERRY_WEBHOOKS: list
    .refine((urls) => urls.every((url) => isUnresolved(url) || isPublicAddress(url)), `each ${whatIsWanted}`)
    .transform((urls) => urls.map(secret))
    .optional()
    .describe(
      'Addresses to post outcomes to as signed CloudEvents, separated by commas. Secret: use a Key Vault reference.',
    ),
  FLOWFERRY_WEBHOOK_KEYS: list
    .refine(
      (keys) => keys.length > 0 && keys.every((key) => isUnresolved(key) || isSigningKey(key)),
      'each must be whsec_ and the base64 of 24 to 64 bytes',
    )
    .transform((keys) => keys.map(secret))
    .optional()
    .describe(
      'Keys that sign those CloudEvents, separated by commas; two while they are changed. Secret: use a Key Vault reference.',
    ),
  FLOWFERRY_ADDRESS: z
    .string()
    .regex(/^https?:\/\/[^/?#@]+\/?$/, 'must be an http address without a path')
    .optional()
    .describe('Address at which people reach the app, for the links in messages. In Azure it is known without.'),
  FLOWFERRY_RUNBOOK: z
    .string()
    .default('docs/runbook.md')
    .describe('Address of the runbook that messages lead to, if you keep one of your own with the same headings.'),
  WEBSITE_HOSTNAME: z.string().optional().describe('Set by Azure: the host that the app answers under.'),
};
