import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseIntent, type Intent, intentKey, intentKinds } from '../../domain/intent.ts';
import { workspaceId } from '../support/workspace-id.ts';

const endpoint = { workspaceId, name: 'chat' };

describe('the next intent', () => {
  const intent = (releaseId: string, requestedAt: string, attempt = 0): Intent => ({
    kind: 'deploy',
    releaseId,
    endpoint,
    requestedAt,
    attempt,
  });

  test('is none where nothing is wanted', () => {
    expect(chooseIntent([])).toEqual({ superseded: [] });
  });

  test('is the newest; the older ones are superseded', () => {
    const older = intent('a', '2026-01-01');
    const newer = intent('b', '2026-01-02');

    expect(chooseIntent([older, newer])).toEqual({ next: newer, superseded: [older] });
  });

  test('is the one that was begun before, whatever is newer', () => {
    const begun = intent('a', '2026-01-01', 1);

    expect(chooseIntent([intent('b', '2026-01-02'), begun])).toEqual({ next: begun, superseded: [] });
  });

  test('is to go back, before anything new', () => {
    const back = { ...intent('a', '2026-01-01'), kind: 'rollBack' as const };

    expect(chooseIntent([intent('b', '2026-01-02'), back])).toEqual({ next: back, superseded: [] });
  });

  test('is upkeep only when nobody wants anything else, the oldest first', () => {
    const tidy = { ...intent('a', '2026-01-01'), kind: 'removePrevious' as const };
    const later = { ...tidy, releaseId: 'b', requestedAt: '2026-01-02' };
    const deploy = intent('c', '2026-01-03');

    expect(chooseIntent([later, deploy, tidy])).toEqual({ next: deploy, superseded: [] });
    expect(chooseIntent([later, tidy])).toEqual({ next: tidy, superseded: [] });
  });

  test('has another key for every kind and release', () => {
    const keys = intentKinds.flatMap((kind) => ['a', 'b'].map((releaseId) => intentKey({ kind, releaseId })));

    expect(new Set(keys).size).toBe(2 * intentKinds.length);
  });

  test('is chosen the same in whatever order they are read', () => {
    const intents = [intent('a', '2026-01-01'), intent('b', '2026-01-01'), intent('c', '2026-01-01')];

    fc.assert(
      fc.property(fc.shuffledSubarray(intents, { minLength: 3 }), (shuffled) => {
        expect(chooseIntent(shuffled).next?.releaseId).toBe('c');
      }),
    );
  });
});
