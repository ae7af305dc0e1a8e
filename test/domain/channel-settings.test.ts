import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { isPublicAddress } from '../../domain/channel-settings.ts';
import { linksOf, readSettings } from '../../domain/settings.ts';
import { workspaceId } from '../support/workspace-id.ts';

const complete = { FLOWFERRY_WORKSPACES: workspaceId, AzureWebJobsStorage: 'UseDevelopmentStorage=true' };
const key = `whsec_${'A'.repeat(43)}=`;
const webhook = 'https://hooks.example.com/CANARY';

describe('a message may be posted to', () => {
  test.each([
    ['https://hooks.example.com/x', true],
    ['https://hooks.example.com:8443/x?sig=1', true],
    ['http://hooks.example.com/x', false],
    ['https://user:pass@hooks.example.com/x', false],
    ['https://localhost/x', false],
    ['https://intranet/x', false],
    ['https://printer.local/x', false],
    ['https://db.internal/x', false],
    ['https://10.0.0.1/x', false],
    ['https://169.254.169.254/metadata/identity', false],
    ['https://2130706433/x', false],
    ['https://0x7f.1/x', false],
    ['https://[::1]/x', false],
    ['https://8.8.8.8/x', false],
    ['file:///etc/passwd', false],
    ['hooks.example.com', false],
  ])('%s: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected);
  });
});

describe('the settings of the channels', () => {
  const channels = {
    FLOWFERRY_EVENT_TOPIC: 'https://outcomes.westus2-1.eventgrid.azure.net/api/events',
    FLOWFERRY_TEAMS_WEBHOOK: 'https://prod-00.eastus.logic.azure.com/workflows/CANARY?sig=CANARY',
    FLOWFERRY_SLACK_WEBHOOK: 'https://hooks.slack.com/services/T/B/CANARY',
    FLOWFERRY_WEBHOOKS: `${webhook}, https://other.example.com/CANARY`,
    FLOWFERRY_WEBHOOK_KEYS: key,
  };

  test('are read, and none of the secrets among them can be printed', () => {
    const settings = readSettings({ ...complete, ...channels });

    expect(settings.FLOWFERRY_WEBHOOKS?.map((each) => each.reveal())).toEqual([
      webhook,
      'https://other.example.com/CANARY',
    ]);
    expect(`${JSON.stringify(settings)} ${inspect(settings, { depth: 9 })}`).not.toMatch(
      /CANARY|whsec_|UseDevelopment/,
    );
  });

  test.each([
    ['FLOWFERRY_EVENT_TOPIC', 'https://evil.example.com/api/events'],
    ['FLOWFERRY_EVENT_TOPIC', 'http://outcomes.westus2-1.eventgrid.azure.net/api/events'],
    ['FLOWFERRY_TEAMS_WEBHOOK', 'http://prod-00.eastus.logic.azure.com/CANARY'],
    ['FLOWFERRY_SLACK_WEBHOOK', 'https://hooks.slack.com.evil.example/CANARY'],
    ['FLOWFERRY_WEBHOOKS', `${webhook}, https://127.0.0.1/CANARY`],
    ['FLOWFERRY_WEBHOOK_KEYS', 'CANARY'],
    ['FLOWFERRY_WEBHOOK_KEYS', `whsec_${'A'.repeat(20)}`],
    ['FLOWFERRY_ADDRESS', 'https://flowferry.example.com/CANARY?x=1'],
  ])('%s is refused where it is wrong, and not repeated', (name, value) => {
    const wrong = { ...complete, ...channels, [name]: value };

    expect(() => readSettings(wrong)).toThrow(new RegExp(name));
    expect(() => readSettings(wrong)).not.toThrow(/CANARY|evil/);
  });

  test('are taken as they are while a Key Vault cannot be read: the app starts all the same', () => {
    const reference = '@Microsoft.KeyVault(SecretUri=https://vault.vault.azure.net/secrets/x)';
    const { FLOWFERRY_EVENT_TOPIC: _, ...secrets } = channels;
    const unresolved = Object.fromEntries(Object.keys(secrets).map((name) => [name, reference]));

    expect(readSettings({ ...complete, ...unresolved }).FLOWFERRY_SLACK_WEBHOOK?.reveal()).toBe(reference);
  });

  test('do not go without a key where something is to be signed', () => {
    expect(() => readSettings({ ...complete, FLOWFERRY_WEBHOOKS: webhook })).toThrow(
      'FLOWFERRY_WEBHOOK_KEYS: is missing',
    );
  });

  test.each([
    [{}, undefined],
    [{ WEBSITE_HOSTNAME: 'flowferry.azurewebsites.net' }, 'https://flowferry.azurewebsites.net'],
    [{ WEBSITE_HOSTNAME: '127.0.0.1:7071' }, 'http://127.0.0.1:7071'],
    [{ WEBSITE_HOSTNAME: 'x.example', FLOWFERRY_ADDRESS: 'https://ship.example.com' }, 'https://ship.example.com'],
  ])('say where links lead: %j', (settings, app) => {
    expect(linksOf(readSettings({ ...complete, ...settings }))).toEqual({
      runbook: 'docs/runbook.md',
      ...(app === undefined ? {} : { app }),
    });
  });
});
