import type { DurableClient } from 'durable-functions';
import { receiveEvent } from '../../functions/events/receive-event.ts';
import { memoryWorld } from './memory-world.ts';

/** A queue trigger's surroundings: a World of memory, and a client that counts whom it wakes. */
export async function eventDoor(files: Readonly<Record<string, Uint8Array>> = {}) {
  let time = Date.parse('2026-01-01T00:00:00Z');
  const { world, memory } = memoryWorld({ now: () => time++ });
  for (const [path, bytes] of Object.entries(files)) memory.pushed.set(path, { bytes, eTag: `"${path}-1"` });
  const woken: string[] = [];
  const client = {
    startNew: async (_: string, { instanceId }: { instanceId: string }) => void woken.push(instanceId),
  } as unknown as DurableClient;
  const log = { log: () => {}, error: () => {} };
  const receive = receiveEvent(world);
  return {
    world,
    memory,
    woken,
    receive: (body: unknown, tries = 1) => receive(body, { id: 'message', tries, maxTries: 5 }, log, client),
  };
}
