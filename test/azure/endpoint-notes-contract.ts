import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { EndpointNotes } from '../../domain/notes.ts';
import { workspaceId } from '../support/workspace-id.ts';

interface Note {
  readonly text: string;
}
const newEndpoint = () => ({ workspaceId, name: `e-${randomUUID().slice(0, 8)}` });

/** What every keeper of notes does. */
export function describeEndpointNotesContract(name: string, makePort: () => EndpointNotes<Note>): void {
  describe(`notes about endpoints, as ${name} keeps them`, () => {
    test('are those of their endpoint, and the last of each name', async () => {
      const notes = makePort();
      const [endpoint, other] = [newEndpoint(), newEndpoint()];

      await notes.put(endpoint, 'blue', { text: 'old' });
      await notes.put(endpoint, 'Blue', { text: 'new' });
      await notes.put(endpoint, 'green', { text: 'second' });
      await notes.put(other, 'blue', { text: 'elsewhere' });

      expect((await notes.of(endpoint)).map(({ text }) => text).sort()).toEqual(['new', 'second']);
      expect(await notes.get(endpoint, 'blue')).toEqual({ text: 'new' });
      expect(await notes.get(other, 'green')).toBeUndefined();
      expect(await notes.of(newEndpoint())).toEqual([]);
    });

    test('are gone once removed, and can be removed again', async () => {
      const notes = makePort();
      const endpoint = newEndpoint();
      await notes.put(endpoint, 'blue', { text: 'x' });

      await notes.remove(endpoint, 'BLUE');
      await notes.remove(endpoint, 'blue');

      expect(await notes.of(endpoint)).toEqual([]);
    });

    test('are told whole, however long they are, with the endpoint they belong to', async () => {
      const notes = makePort();
      const endpoint = newEndpoint();
      const text = 'ä/\n'.repeat(60_000);

      await notes.put(endpoint, 'long', { text });
      await notes.put(endpoint, 'long', { text: text.slice(0, 50_000) });

      expect(await notes.get(endpoint, 'long')).toEqual({ text: text.slice(0, 50_000) });
      for await (const { endpoint: of, note } of notes.all())
        if (of.name === endpoint.name) expect(note.text.length).toBe(50_000);
    });

    test('are all read, however many there are', async () => {
      const notes = makePort();
      const made = Array.from({ length: 130 }, newEndpoint);
      await Promise.all(made.map((endpoint) => notes.put(endpoint, 'x', { text: endpoint.name })));

      const found = new Set<string>();
      for await (const { endpoint } of notes.all()) found.add(endpoint.name);

      expect(made.filter((endpoint) => !found.has(endpoint.name))).toEqual([]);
    });
  });
}
