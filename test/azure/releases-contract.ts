import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Release } from '../../domain/release.ts';
import type { Releases } from '../../domain/stores.ts';
import type { EndpointRef } from '../../domain/workspace.ts';
import { workspaceId } from '../support/workspace-id.ts';

const newEndpoint = (): EndpointRef => ({ workspaceId, name: `e-${randomUUID().slice(0, 8)}` });

export const newRelease = (over: Partial<Release> = {}): Release => ({
  id: randomUUID(),
  state: 'wanted',
  package: { hash: 'a'.repeat(64), name: 'web-classification' },
  endpoint: newEndpoint(),
  source: { kind: 'blob', key: 'blob:web-classification.zip:0x8D' },
  requestedAt: '2026-03-01T10:00:00.000Z',
  steps: [],
  ...over,
});

const at = '2026-03-01T10:00:00.000Z';
const asked = { evidence: 'e'.repeat(64) };

/** What every keeper of releases does. */
export function describeReleasesContract(name: string, makePort: () => Releases): void {
  describe(`the releases, as ${name} keeps them`, () => {
    test('are read as they were written', async () => {
      const releases = makePort();
      const release = newRelease({
        state: 'ignored',
        endedAt: '2026-03-01T10:00:01.000Z',
        deployment: 'f-1',
        previous: 'f-0',
        planHash: 'b'.repeat(64),
        plannedHash: 'c'.repeat(64),
        requestedBy: { id: 'oid-of-ada', name: 'ada@example.com' },
        approval: { ...asked, traffic: 100, byAnother: true, askedAt: at, expiresAt: at },
        decision: { ...asked, word: 'approve', by: { id: 'oid-of-bob', name: 'bob@example.com' }, at },
        warnings: ['the image is frozen', 'langchain is not pinned'],
        notChecked: [],
        source: { kind: 'run', key: 'run:workspace:eval' },
        gate: {
          word: 'refused',
          at: '2026-03-01T10:00:00.000Z',
          evidence: { batchRun: 'batch', evaluationRun: 'eval', data: 'azureml:d:1', evaluationFlow: 'c'.repeat(64) },
          stable: { release: 'chat-1' },
          criteria: { metrics: { accuracy: { min: 0.8 } }, failedLines: { maxRate: 0 }, onNoStable: 'pass' },
          findings: [{ about: 'accuracy', word: 'missed', sentence: 'it is 0.7' }],
        },
        evidence: { batchRun: 'batch-2', evaluationRun: 'eval-2' },
        fault: {
          slug: 'no-manifest',
          message: 'there is none',
          remedy: 'add one',
          place: { file: 'deploy.yaml', line: 3 },
        },
      });

      expect(await releases.create(release)).toBe(true);
      expect(await releases.get(release.id)).toEqual(release);
    });

    test('may have no endpoint', async () => {
      const releases = makePort();
      const { endpoint: _, ...homeless } = newRelease({ state: 'refused' });

      await releases.create(homeless);

      expect(await releases.get(homeless.id)).toEqual(homeless);
    });

    test('that are not there are undefined', async () => {
      expect(await makePort().get('nobody')).toBeUndefined();
      expect(await makePort().remembered('never asked')).toBeUndefined();
    });

    test('are created once', async () => {
      const releases = makePort();
      const release = newRelease();

      const answers = await Promise.all(
        [1, 2, 3, 4, 5].map((hour) => releases.create({ ...release, previous: `${hour}` })),
      );

      expect(answers.filter(Boolean)).toHaveLength(1);
      expect((await releases.get(release.id))?.previous).toBe(`${answers.indexOf(true) + 1}`);
    });

    test('are found again by their source, and the first one counts', async () => {
      const releases = makePort();
      const key = `blob:${'very-long-/\\?#-path/'.repeat(100)}:${randomUUID()}`;

      await releases.remember(key, 'first');
      await releases.remember(key, 'second');

      expect(await releases.remembered(key)).toBe('first');
    });

    test('of an endpoint are listed newest first, without their steps, and no more than asked for', async () => {
      const releases = makePort();
      const endpoint = newEndpoint();
      const times = ['2026-03-01T10:00:00.000Z', '2026-03-03T10:00:00.000Z', '2026-03-02T10:00:00.000Z'];
      const made = times.map((requestedAt) => newRelease({ endpoint, requestedAt }));
      for (const release of made) await releases.create(release);
      await releases.create(newRelease({ requestedAt: '2026-03-09T10:00:00.000Z' }));
      await releases.beginStep(made[1]?.id ?? '', { name: 'makePlan', startedAt: '2026-03-03T10:00:01.000Z' });

      expect(await releases.list(endpoint, 2)).toEqual([made[1], made[2]]);
      expect(await releases.list(endpoint, 50)).toHaveLength(3);
    });

    test('are listed once, though they came twice at different times', async () => {
      const releases = makePort();
      const release = newRelease();

      await releases.create(release);
      await releases.create({ ...release, requestedAt: '2026-03-05T10:00:00.000Z' });

      expect(await releases.list(release.endpoint as EndpointRef, 10)).toEqual([release]);
    });

    test('are listed as they are now', async () => {
      const releases = makePort();
      const release = newRelease();
      await releases.create(release);

      await releases.update(release.id, { state: 'running' });

      expect(await releases.list(release.endpoint as EndpointRef, 10)).toEqual([{ ...release, state: 'running' }]);
    });

    test('change only along the way that a release may take', async () => {
      const releases = makePort();
      const release = newRelease();
      await releases.create(release);

      await releases.update(release.id, { state: 'running', deployment: 'f-1' });
      await releases.update(release.id, {
        state: 'superseded',
        deployment: 'f-2',
        endedAt: '2026-03-01T10:00:00.000Z',
      });
      await releases.update(release.id, { previous: 'f-0' });
      await releases.update('nobody', { state: 'running' });

      expect(await releases.get(release.id)).toEqual({
        ...release,
        state: 'running',
        deployment: 'f-1',
        previous: 'f-0',
      });
      expect(await releases.get('nobody')).toBeUndefined();
    });

    test('end once: of several endings at the same time one stays, whole', async () => {
      const releases = makePort();
      const release = newRelease({ state: 'running' });
      await releases.create(release);
      const fault = { slug: 'interrupted', message: 'it was', remedy: 'again' } as const;

      await Promise.all([
        releases.update(release.id, { state: 'succeeded', deployment: 'f-1' }),
        releases.update(release.id, { state: 'refused', fault }),
        releases.update(release.id, { state: 'succeeded', deployment: 'f-1' }),
      ]);

      const ended = await releases.get(release.id);
      expect([
        { ...release, state: 'succeeded', deployment: 'f-1' },
        { ...release, state: 'refused', fault },
      ]).toContainEqual(ended);
    });

    test('lose no change when many are made at the same time', async () => {
      const releases = makePort();
      const release = newRelease({ state: 'running' });
      await releases.create(release);

      await Promise.all([
        releases.update(release.id, { deployment: 'f-1' }),
        releases.update(release.id, { previous: 'f-0' }),
        releases.update(release.id, { state: 'undoing' }),
        releases.update(release.id, { endedAt: '2026-03-01T11:00:00.000Z' }),
      ]);

      expect(await releases.get(release.id)).toEqual({
        ...release,
        state: 'undoing',
        deployment: 'f-1',
        previous: 'f-0',
        endedAt: '2026-03-01T11:00:00.000Z',
      });
    });
  });
}
