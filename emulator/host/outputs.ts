import type { InvocationResponse, RegisteredFunction, TypedData } from './core-protocol.ts';
import type { QueueSettings } from './host-json.ts';
import { fromTypedData } from './typed-data.ts';

/** Writes what a function left for its output bindings. A kind of output that this host lacks fails the invocation. */
export async function writeOutputs(
  fn: RegisteredFunction,
  response: InvocationResponse,
  variables: () => Readonly<Record<string, unknown>>,
  queues: QueueSettings,
): Promise<void> {
  const outputs = [...(response.outputData ?? [])];
  const { returnValue } = response;
  if (returnValue && fn.metadata.bindings['$return']) outputs.push({ name: '$return', data: returnValue });
  for (const { name, data } of outputs) {
    const binding = fn.metadata.bindings[name];
    if (!binding || binding.type === 'http') continue;
    // Loaded with the first output, because few functions have one and the storage libraries take their time.
    const { writeToStorage } = await import('./storage-outputs.ts');
    await writeToStorage(binding, fromTypedData(data), variables(), queues);
  }
}

/** The names that an output's path may use: the trigger's metadata, and the fields of a JSON trigger. */
export function triggerVariables(
  trigger: TypedData | undefined,
  metadata: Readonly<Record<string, TypedData>>,
): Readonly<Record<string, unknown>> {
  const named = Object.entries(metadata).map(([name, data]) => [
    name.charAt(0).toLowerCase() + name.slice(1),
    fromTypedData(data),
  ]);
  const value = trigger?.http ? undefined : jsonOf(fromTypedData(trigger));
  return { ...Object.fromEntries(named), ...(typeof value === 'object' && value !== null ? value : {}) };
}

function jsonOf(value: unknown): unknown {
  if (typeof value !== 'string') return value instanceof Uint8Array ? undefined : value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
