import type { HubState } from './durable/hub-state.ts';
import type { Instance } from './durable/instance.ts';
import { parseOrNull } from './durable/management/instance-shown.ts';
import type { Instances, InstanceView } from './host-options.ts';

export const instancesOf = ({ rows }: HubState): Instances => ({
  get(instanceId) {
    const row = rows.get(instanceId);
    return row && view(row.instance);
  },
  list: () => [...rows.values()].map((row) => view(row.instance)),
  history: (instanceId) => rows.get(instanceId)?.history.events() ?? [],
});

const view = (instance: Instance): InstanceView => ({
  instanceId: instance.instanceId,
  name: instance.name,
  runtimeStatus: instance.status,
  version: instance.version,
  parentInstanceId: instance.parent?.instanceId,
  input: parseOrNull(instance.input),
  output: parseOrNull(instance.output),
  customStatus: parseOrNull(instance.customStatus),
  createdTime: instance.createdTime,
  lastUpdatedTime: instance.lastUpdatedTime,
});
