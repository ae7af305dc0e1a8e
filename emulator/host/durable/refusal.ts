import type { Instance } from './instance.ts';
import type { Call } from './replay/walk.ts';
import { type DurableRuntime, triggerOf, unknownFunction } from './runtime.ts';

/** Why the extension does not schedule a call, if it does not. The orchestrator is not told, and waits for ever. */
export function refusalOf(runtime: DurableRuntime, instance: Instance, call: Call): string | undefined {
  if (!runtime.functions.find(call.name, triggerOf[call.kind])) return unknownFunction(runtime, call.kind, call.name);
  if (call.kind !== 'orchestration' || call.instanceId === undefined) return undefined;
  if (call.instanceId.startsWith('@')) return `The sub-orchestration id '${call.instanceId}' starts with '@'.`;
  const isOwnLine = call.instanceId === instance.instanceId || call.instanceId === instance.parent?.instanceId;
  return isOwnLine ? `The sub-orchestration id '${call.instanceId}' is its own parent's.` : undefined;
}

const told = new WeakMap<DurableRuntime, Set<string>>();

/** Azure is silent here, and that costs a day; so this host says it, once for each instance and reason. */
export function tellRefusals(runtime: DurableRuntime, instance: Instance, refusals: readonly string[]): void {
  const before = told.get(runtime) ?? new Set();
  told.set(runtime, before);
  for (const refusal of refusals) {
    const key = `${instance.instanceId} ${refusal}`;
    if (before.has(key)) continue;
    before.add(key);
    runtime.log(
      'error',
      `Orchestration '${instance.instanceId}' waits for something that is never scheduled. ${refusal} ` +
        'The instance stays Running, as it would in Azure.',
      instance.name,
    );
  }
}
