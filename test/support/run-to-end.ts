import type { TestClock } from '../../emulator/clock.ts';
import type { Host, InstanceView } from '../../emulator/host/host-options.ts';

const endStatuses = ['Completed', 'Failed', 'Terminated'];

/**
 * Lets a host work until an orchestration has ended: whenever nothing runs, the clock jumps to what it waits for next.
 * Fails, with the end of the history, when nothing is left to wait for or after so many jumps.
 */
export async function runToEnd(
  host: Host,
  clock: TestClock,
  instanceId: string,
  mostJumps = 1000,
): Promise<InstanceView> {
  for (let jumps = 0; ; jumps++) {
    await host.idle();
    const instance = host.instances.get(instanceId);
    if (instance && endStatuses.includes(instance.runtimeStatus)) return instance;
    if (jumps === mostJumps) throw new Error(describe(host, instanceId, `did not end within ${mostJumps} jumps`));
    if (!clock.jump()) throw new Error(describe(host, instanceId, 'waits for something that no timer brings'));
  }
}

function describe(host: Host, instanceId: string, what: string): string {
  const status = host.instances.get(instanceId)?.runtimeStatus ?? 'not there';
  const last = host.instances.history(instanceId).slice(-6);
  return `Orchestration ${instanceId} ${what}. It is ${status}; its last events: ${JSON.stringify(last)}`;
}
