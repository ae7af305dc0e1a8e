import { describe, expect, test } from 'vitest';
import { turnedAway } from '../../domain/intake.ts';
import type { Fault } from '../../domain/outcome.ts';
import { outboxOf } from '../../functions/outbox.ts';
import { memoryWorld, usual } from '../support/memory-world.ts';

const at = '2026-03-01T10:00:00.000Z';
const fault: Fault = {
  slug: 'gate-not-met',
  message: 'accuracy 0.71, at least 0.8 is asked for',
  remedy: 'Improve it.',
};
const refused = turnedAway({ kind: 'blob', key: 'blob:chat.zip:1' }, 'chat', at, { state: 'refused', fault });

describe('a World with an outbox', () => {
  test('tells of what is refused at the door, also by the gate, with its numbers', async () => {
    const { world, memory } = memoryWorld({ now: () => 0 });

    await outboxOf(world).world.releases.create(refused);
    await outboxOf(world).world.releases.create({ ...refused, id: 'other', state: 'ignored' });

    expect([...memory.announcements.values()]).toMatchObject([
      { announcement: { kind: 'gateRefused', fault: 'gate-not-met', text: expect.stringContaining('accuracy 0.71') } },
    ]);
  });

  test('writes the message down before the state, so that a crash between them loses neither', async () => {
    const order: string[] = [];
    const { world } = memoryWorld(
      { now: () => 0 },
      {
        announcements: { ...usual('announcements'), record: async ({ kind }) => void order.push(kind) },
        releases: { ...usual('releases'), create: async () => order.push('state') > 0 },
      },
    );

    await outboxOf(world).world.releases.create(refused);

    expect(order).toEqual(['gateRefused', 'state']);
  });

  test('is trouble once where a message cannot be written down, and stands in nobody’s way after that', async () => {
    const down = { ...usual('announcements'), record: () => Promise.reject(new Error('unavailable')) };
    const { world, memory } = memoryWorld({ now: () => 0 }, { announcements: down });
    const { releases } = outboxOf(world).world;

    await expect(releases.create(refused)).rejects.toThrow('unavailable');
    await releases.create(refused);

    expect(memory.releases.size).toBe(1);
  });
});
