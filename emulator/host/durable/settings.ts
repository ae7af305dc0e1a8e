import { resolveSettings } from '../app-settings.ts';

/** host.json, `extensions.durableTask`: what the durable runtime acts on. */
export interface DurableSettings {
  readonly hubName: string;
  readonly maxConcurrentActivityFunctions: number;
  readonly maxConcurrentOrchestratorFunctions: number;
  readonly maxConcurrentEntityFunctions: number;
  readonly maxEntityOperationBatchSize: number;
  /** Whether starting the id of a running instance is refused (the default) or replaces it. */
  readonly overridableExistingInstanceStates: 'NonRunningStates' | 'AnyState';
  readonly defaultVersion: string | undefined;
  readonly versionMatchStrategy: 'None' | 'Strict' | 'CurrentOrOlder';
  readonly versionFailureStrategy: 'Reject' | 'Fail';
  readonly storeInputsInOrchestrationHistory: boolean;
  readonly storage: 'AzureStorage' | 'azureManaged';
  /** What Azure Storage queues carry: only Base64 survives the characters that XML 1.0 forbids. */
  readonly queueMessageEncoding: 'UTF8' | 'Base64';
}

type Json = Readonly<Record<string, unknown>>;

/** Throws for a value that the real extension refuses too. */
export function durableSettings(json: Json): DurableSettings {
  const storage = (json['storageProvider'] ?? {}) as Json;
  return {
    hubName: hubName(json['hubName']),
    maxConcurrentActivityFunctions: count(json, 'maxConcurrentActivityFunctions', 10),
    maxConcurrentOrchestratorFunctions: count(json, 'maxConcurrentOrchestratorFunctions', 10),
    maxConcurrentEntityFunctions: count(json, 'maxConcurrentEntityFunctions', 10),
    maxEntityOperationBatchSize: count(json, 'maxEntityOperationBatchSize', 50),
    overridableExistingInstanceStates: oneOf(json, 'overridableExistingInstanceStates', [
      'NonRunningStates',
      'AnyState',
    ]),
    defaultVersion: json['defaultVersion'] === undefined ? undefined : resolveSettings(String(json['defaultVersion'])),
    versionMatchStrategy: oneOf(json, 'versionMatchStrategy', ['CurrentOrOlder', 'Strict', 'None']),
    versionFailureStrategy: oneOf(json, 'versionFailureStrategy', ['Reject', 'Fail']),
    storeInputsInOrchestrationHistory: json['storeInputsInOrchestrationHistory'] === true,
    storage: oneOf(storage, 'type', ['AzureStorage', 'azureManaged']),
    queueMessageEncoding: oneOf(storage, 'queueClientMessageEncoding', ['UTF8', 'Base64']),
  };
}

function hubName(given: unknown): string {
  const name = given === undefined ? 'TestHubName' : resolveSettings(String(given));
  if (!/^[A-Za-z][A-Za-z0-9]{2,44}$/.test(name)) {
    throw new Error(
      `host.json: the task hub name '${name}' is not allowed. It has letters and digits only, starts with a letter, ` +
        'and is 3 to 45 characters long.',
    );
  }
  return name;
}

function count(json: Json, name: string, otherwise: number): number {
  const value = json[name] ?? otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw new Error(
    `host.json: extensions.durableTask.${name} is '${String(value)}', but must be a whole number above 0.`,
  );
}

/** The first of the allowed values is the default; the case of letters does not count. */
function oneOf<T extends string>(json: Json, name: string, allowed: readonly [T, ...T[]]): T {
  const given = json[name];
  if (given === undefined) return allowed[0];
  const found = allowed.find((value) => value.toLowerCase() === String(given).toLowerCase());
  if (found) return found;
  throw new Error(
    `host.json: extensions.durableTask.${name} is '${String(given)}', but must be ${allowed.join(' or ')}.`,
  );
}
