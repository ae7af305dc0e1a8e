import type { DurableSettings } from '../settings.ts';

/** Where the management API is, for people and tools with the key. */
export const webhookPath = 'runtime/webhooks/durabletask';
/** The same API for the SDK inside the app, without a key. */
export const rpcPath = 'durabletask';

export interface LinkSettings {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** The system key that every link carries: whoever holds one can end and purge everything. */
  readonly systemKey: string;
  readonly hubName: DurableSettings['hubName'];
}

/** What the extension answers when it has started something. */
export function managementLinks({ origin, systemKey, hubName }: LinkSettings, id: string): Record<string, string> {
  const instance = `${origin}/${webhookPath}/instances/${encodeURIComponent(id)}`;
  const query = `taskHub=${hubName}&connection=Storage&code=${systemKey}`;
  return {
    id,
    statusQueryGetUri: `${instance}?${query}`,
    sendEventPostUri: `${instance}/raiseEvent/{eventName}?${query}`,
    terminatePostUri: `${instance}/terminate?reason={text}&${query}`,
    rewindPostUri: `${instance}/rewind?reason={text}&${query}`,
    purgeHistoryDeleteUri: `${instance}?${query}`,
    restartPostUri: `${instance}/restart?${query}`,
    suspendPostUri: `${instance}/suspend?reason={text}&${query}`,
    resumePostUri: `${instance}/resume?reason={text}&${query}`,
  };
}

/** The value of a `durableClient` input binding: where the SDK finds the hub. */
export function clientBinding(settings: LinkSettings): string {
  const base = `${settings.origin}/${webhookPath}`;
  const code = `code=${settings.systemKey}`;
  const create = `${base}/orchestrators/{functionName}[/{instanceId}]`;
  return JSON.stringify({
    taskHubName: settings.hubName,
    connectionName: null,
    creationUrls: {
      createNewInstancePostUri: `${create}?${code}`,
      createAndWaitOnNewInstancePostUri: `${create}?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&${code}`,
    },
    managementUrls: managementLinks(settings, 'INSTANCEID'),
    baseUrl: base,
    requiredQueryStringParameters: code,
    rpcBaseUrl: `${settings.origin}/${rpcPath}/`,
  });
}
