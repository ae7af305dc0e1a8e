import { describe, expect, test } from 'vitest';
import type { Releases } from '../../domain/stores.ts';
import { newRelease } from './releases-contract.ts';

/** What every keeper of releases does with their steps. */
export function describeStepsContract(name: string, makePort: () => Releases): void {
  describe(`the steps of a release, as ${name} keeps them`, () => {
    test('are told in the order in which they began', async () => {
      const releases = makePort();
      const release = newRelease();
      await releases.create(release);
      const at = '2026-03-01T10:00:05.000Z';

      await releases.beginStep(release.id, { name: 'registerModel', startedAt: at });
      await releases.beginStep(release.id, { name: 'createEnvironment', startedAt: at });
      await releases.beginStep(release.id, { name: 'makePlan', startedAt: '2026-03-01T10:00:01.000Z' });
      await releases.endStep(release.id, { name: 'makePlan', state: 'done', endedAt: at, reason: 'planned' });

      expect((await releases.get(release.id))?.steps).toEqual([
        { name: 'makePlan', state: 'done', startedAt: '2026-03-01T10:00:01.000Z', endedAt: at, reason: 'planned' },
        { name: 'registerModel', state: 'running', startedAt: at },
        { name: 'createEnvironment', state: 'running', startedAt: at },
      ]);
    });

    test('began when they first began', async () => {
      const releases = makePort();
      const release = newRelease();
      await releases.create(release);

      await releases.beginStep(release.id, { name: 'makePlan', startedAt: '2026-03-01T10:00:01.000Z' });
      const ending = { name: 'makePlan', state: 'refused', endedAt: '2026-03-01T10:00:02.000Z', reason: 'no' } as const;
      await releases.endStep(release.id, ending);
      await releases.beginStep(release.id, { name: 'makePlan', startedAt: '2026-03-01T10:00:09.000Z' });

      expect((await releases.get(release.id))?.steps).toEqual([{ ...ending, startedAt: '2026-03-01T10:00:01.000Z' }]);
    });

    test('are cut where they do not fit, and so is what the release says', async () => {
      const releases = makePort();
      const release = newRelease({
        state: 'refused',
        fault: { slug: 'deployment-failed', message: 'm'.repeat(90_000), remedy: 'r'.repeat(90_000) },
      });
      await releases.create(release);

      const at = '2026-03-01T10:00:01.000Z';
      await releases.beginStep(release.id, { name: 'createDeployment', startedAt: at });
      const reason = 'x'.repeat(90_000);
      await releases.endStep(release.id, { name: 'createDeployment', state: 'refused', endedAt: at, reason });

      const read = await releases.get(release.id);
      expect(read?.fault?.message).toMatch(/^m+…$/);
      expect(read?.steps[0]?.reason).toMatch(/^x+…$/);
    });
  });
}
