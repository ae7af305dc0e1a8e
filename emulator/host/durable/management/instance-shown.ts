import type { Instance } from '../instance.ts';

export const parseOrNull = (json: string | null | undefined): unknown =>
  json === null || json === undefined ? null : JSON.parse(json);

const wholeSeconds = (iso: string): string => `${iso.slice(0, 19)}Z`;

/** An instance as the status API shows it: values instead of JSON texts, times in whole seconds. */
export const showInstance = (instance: Instance, isInputShown: boolean): Record<string, unknown> => ({
  name: instance.name,
  instanceId: instance.instanceId,
  runtimeStatus: instance.status,
  input: isInputShown ? parseOrNull(instance.input) : null,
  customStatus: parseOrNull(instance.customStatus),
  output: parseOrNull(instance.output),
  createdTime: wholeSeconds(instance.createdTime),
  lastUpdatedTime: wholeSeconds(instance.lastUpdatedTime),
});
