import type { DurableRuntime } from './runtime.ts';
import type { DurableSettings } from './settings.ts';

/** Above this Azure Storage moves a text into a compressed blob: slow, and hungry for memory. */
const largestInQueueInBytes = 45 * 1024;
/** The Durable Task Scheduler's limit for inputs, outputs, events, custom status and entity state. */
const largestInSchedulerInBytes = 1024 * 1024;
/** A row of Azure Storage holds no longer text, and the instance hangs (durable-extension #502). */
const largestErrorInBytes = 64 * 1024;
/** UTF-16. */
const largestCustomStatusInBytes = 16 * 1024;

/** Queue messages are XML, and XML 1.0 has no room for these (durable-extension #3425). */
const forbiddenInXml = /[\uFFFE\uFFFF]/;

/** Something that crosses from app to backend, and what to call it when there is trouble. */
export interface Payload {
  readonly what: string;
  readonly text: string | null | undefined;
}

/** Why the backend refuses a payload, if it does. */
export function refusalOfPayload({ storage }: DurableSettings, { what, text }: Payload): string | undefined {
  const size = Buffer.byteLength(text ?? '');
  if (storage !== 'azureManaged' || size <= largestInSchedulerInBytes) return undefined;
  return `${what} has ${size} bytes, more than the ${largestInSchedulerInBytes} that the Durable Task Scheduler takes.`;
}

export function refusalOfCustomStatus(text: string | null): string | undefined {
  const size = (text?.length ?? 0) * 2;
  if (size <= largestCustomStatusInBytes) return undefined;
  return `The size of the JSON-serialized custom status must not exceed 16 KB of UTF-16 text, but is ${size} bytes.`;
}

/** Why a payload never arrives with Azure Storage, if it does not. Nobody is told there: the instance stays Running. */
export function lossOfPayload(settings: DurableSettings, { what, text }: Payload): string | undefined {
  if (settings.storage !== 'AzureStorage' || settings.queueMessageEncoding === 'Base64') return undefined;
  if (!forbiddenInXml.test(text ?? '')) return undefined;
  return (
    `${what} has a character that XML 1.0 forbids, so no queue of Azure Storage delivers it. ` +
    'Set extensions.durableTask.storageProvider.queueClientMessageEncoding to "Base64" in host.json.'
  );
}

export function lossOfError({ storage }: DurableSettings, { what, text }: Payload): string | undefined {
  const size = Buffer.byteLength(text ?? '');
  if (storage !== 'AzureStorage' || size <= largestErrorInBytes) return undefined;
  return `${what} has ${size} bytes, more than the ${largestErrorInBytes} that a row of Azure Storage holds.`;
}

/** Says what Azure Storage would only do slowly. */
export function remarkOnSize({ settings, log }: DurableRuntime, functionName: string, { what, text }: Payload): void {
  const size = Buffer.byteLength(text ?? '');
  if (settings.storage !== 'AzureStorage' || size <= largestInQueueInBytes) return;
  log(
    'warning',
    `${what} has ${size} bytes: Azure Storage would move it to a blob and be slow. Pass a reference.`,
    functionName,
  );
}
