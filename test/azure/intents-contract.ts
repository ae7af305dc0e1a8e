import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Intent, intentKinds } from '../../domain/intent.ts';
import type { Release } from '../../domain/release.ts';
import type { Intents } from '../../domain/stores.ts';
import { workspaceId } from '../support/workspace-id.ts';

const newIntent = (over: Partial<Intent> = {}): Intent => ({
  kind: 'deploy',
  releaseId: randomUUID(),
  endpoint: { workspaceId, name: `e-${randomUUID().slice(0, 8)}` },
  requestedAt: '2026-03-01T10:00:00.000Z',
  attempt: 0,
  ...over,
});

const wanted: Release = {
  id: 'r',
  state: 'wanted',
  package: { hash: 'aa', name: 'chat' },
  endpoint: { workspaceId, name: 'chat' },
  source: { kind: 'http', key: '' },
  requestedAt: '2026-03-01T10:00:00.000Z',
  steps: [],
};

const sorted = (intents: readonly Intent[]) => [...intents].sort((a, b) => a.releaseId.localeCompare(b.releaseId));

/** What every keeper of intents does. */
export function describeIntentsContract(name: string, makePort: () => Intents): void {
  describe(`the intents, as ${name} keeps them`, () => {
    test('are those of their endpoint, whatever the case of its name', async () => {
      const intents = makePort();
      const first = newIntent();
      const second = newIntent({ endpoint: first.endpoint });
      for (const intent of [first, second, newIntent()]) await intents.record(intent);

      expect(sorted(await intents.of(first.endpoint))).toEqual(sorted([first, second]));
      const shouted = { ...first.endpoint, name: first.endpoint.name.toUpperCase() };
      expect(await intents.of(shouted)).toHaveLength(2);
    });

    test('are recorded once, and stay as they were', async () => {
      const intents = makePort();
      const intent = newIntent({ wanted });

      await intents.record(intent);
      await intents.begun({ ...intent, attempt: 1 });
      await intents.record(intent);

      expect(await intents.of(intent.endpoint)).toEqual([{ ...intent, attempt: 1 }]);
    });

    test('are one of each kind for a release, which come and go by themselves', async () => {
      const intents = makePort();
      const deploy = newIntent();
      const back = { ...deploy, kind: 'rollBack', reason: 'It regressed.' } as const;
      const others = intentKinds.map((kind) => ({ ...deploy, kind }));

      for (const intent of [deploy, back, back, ...others]) await intents.record(intent);
      await intents.begun({ ...back, attempt: 1 });
      const both = await intents.of(deploy.endpoint);
      for (const kind of intentKinds) if (kind !== 'rollBack') await intents.remove({ ...deploy, kind });

      expect(both.map(({ kind }) => kind).sort()).toEqual([...intentKinds].sort());
      expect(await intents.of(deploy.endpoint)).toEqual([{ ...back, attempt: 1 }]);
    });

    test('tell how often they were taken up, and never less than before', async () => {
      const intents = makePort();
      const intent = newIntent();
      await intents.record(intent);

      await intents.begun({ ...intent, attempt: 2 });
      await intents.begun({ ...intent, attempt: 1 });

      expect(await intents.of(intent.endpoint)).toEqual([{ ...intent, attempt: 2 }]);
    });

    test('are gone once removed, and can be removed again', async () => {
      const intents = makePort();
      const intent = newIntent();
      await intents.record(intent);

      await intents.remove(intent);
      await intents.remove(intent);
      await intents.begun({ ...intent, attempt: 1 });

      expect(await intents.of(intent.endpoint)).toEqual([]);
    });

    test('are all read, however many there are', async () => {
      const intents = makePort();
      const made = Array.from({ length: 130 }, () => newIntent());
      await Promise.all(made.map((intent) => intents.record(intent)));

      const found = new Set<string>();
      for await (const intent of intents.all()) found.add(intent.releaseId);

      expect(made.filter(({ releaseId }) => !found.has(releaseId))).toEqual([]);
    });
  });
}
