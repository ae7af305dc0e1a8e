import { eventTypes } from './history-event.ts';
import type { DurableTimer } from './instance.ts';
import type { DurableRuntime } from './runtime.ts';

/** The durable timers that are running, as alarms of the clock. */
export interface Alarms {
  set(timer: DurableTimer): void;
  cancel(key: string): void;
  cancelAll(): void;
}

export function createAlarms(runtime: DurableRuntime): Alarms {
  const running = new Map<string, () => void>();
  const fire = ({ key, instanceId, executionId, timerId, fireAt }: DurableTimer) => {
    running.delete(key);
    const event = { EventType: eventTypes.TimerFired, EventId: -1, TimerId: timerId, FireAt: fireAt };
    runtime.commit([
      { do: 'end-timer', instanceId, key },
      { do: 'post', instanceId, message: { executionId, event } },
    ]);
  };
  return {
    set(timer) {
      if (running.has(timer.key)) return;
      running.set(
        timer.key,
        runtime.clock.at(Date.parse(timer.fireAt), () => fire(timer)),
      );
    },
    cancel(key) {
      running.get(key)?.();
      running.delete(key);
    },
    cancelAll() {
      for (const cancel of running.values()) cancel();
      running.clear();
    },
  };
}
