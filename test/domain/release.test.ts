import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { releaseOf, turnedAway } from '../../domain/intake.ts';
import { hasEnded, mayBecome, mayChange, type Release, releaseStates } from '../../domain/release.ts';
import { workspaceId } from '../support/workspace-id.ts';

const endpoint = { workspaceId, name: 'chat' };
const request = {
  package: { hash: 'aa', name: 'chat' },
  endpoint,
  source: { kind: 'http', key: '' },
  requestedAt: '2026-01-01T00:00:00.000Z',
} as const;

const release = (hash: string, state: Release['state']): Release => ({
  ...request,
  id: `${hash}-${state}`,
  package: { hash, name: 'chat' },
  state,
  steps: [],
});

describe('a request', () => {
  test('for an endpoint without releases is a new one, named for the endpoint', () => {
    const made = releaseOf(request, []);

    expect(made).toMatchObject({ state: 'wanted', endpoint, steps: [] });
    expect(made.id).toMatch(/^chat-[0-9a-z]{10}$/);
  });

  test('that comes twice at the same moment gets the same id', () => {
    expect(releaseOf(request, []).id).toBe(releaseOf({ ...request, requestedAt: '2026-01-02T00:00:00.000Z' }, []).id);
  });

  test.each(['wanted', 'running', 'undoing', 'succeeded'] as const)(
    'for content that is %s is that release',
    (state) => {
      const known = release('aa', state);

      expect(releaseOf(request, [known])).toBe(known);
    },
  );

  test.each(['refused', 'superseded'] as const)('for content that was %s is a new release', (state) => {
    const made = releaseOf(request, [release('aa', state)]);

    expect(made.state).toBe('wanted');
    expect(made.id).not.toBe(releaseOf(request, []).id);
  });

  test('for content that was rolled back is refused to an event, and granted to a person', () => {
    const rejected = release('aa', 'rolledBack');

    expect(releaseOf({ ...request, source: { kind: 'blob', key: 'k' } }, [rejected])).toBe(rejected);
    expect(releaseOf(request, [rejected]).state).toBe('wanted');
  });

  test('for content that was rolled back is refused to an event, whatever has come since', () => {
    const rejected = release('aa', 'rolledBack');
    const pushed = { ...request, source: { kind: 'blob', key: 'k' } } as const;

    expect(releaseOf(pushed, [release('bb', 'succeeded'), rejected])).toBe(rejected);
    expect(releaseOf(pushed, [release('bb', 'succeeded'), release('aa', 'refused'), rejected]).state).toBe('wanted');
  });

  test('for content that something else has replaced since is a new release', () => {
    expect(releaseOf(request, [release('bb', 'succeeded'), release('aa', 'succeeded')]).state).toBe('wanted');
  });

  test('that cannot be placed is recorded under an id of its own', () => {
    const fault = { slug: 'not-a-zip', message: 'm', remedy: 'r' } as const;
    const made = turnedAway({ kind: 'blob', key: 'blob:a:1' }, 'a', request.requestedAt, { state: 'refused', fault });

    expect(made).toMatchObject({ state: 'refused', fault, endedAt: request.requestedAt });
    expect(made.id).toMatch(/^unplaced-/);
  });
});

describe('the state of a release', () => {
  test('never leaves an ending', () => {
    fc.assert(
      fc.property(fc.constantFrom(...releaseStates), fc.constantFrom(...releaseStates), (from, to) => {
        if (!hasEnded(from) || from === 'succeeded') return;
        // What was put to rest can be brought back.
        const comesBack = from === 'retired' && to === 'succeeded';
        expect(mayBecome(from, to)).toBe(from === to || comesBack);
      }),
    );
  });

  test.each([
    ['wanted', 'running', true],
    ['wanted', 'succeeded', false],
    ['running', 'refused', true],
    ['undoing', 'succeeded', false],
  ] as const)('may go from %s to %s: %s', (from, to, legal) => {
    expect(mayBecome(from, to)).toBe(legal);
  });

  const abort = { name: 'abort', at: '2026-01-01T00:00:00.000Z' } as const;
  const closedAt = '2026-01-01T00:01:00.000Z';

  test.each<[string, Pick<Release, 'state' | 'command' | 'closedAt'>, Parameters<typeof mayChange>[1], boolean]>([
    ['a running one hears a command', { state: 'running' }, { command: abort }, true],
    ['one that waits hears a command', { state: 'waitingForPermission' }, { command: abort }, true],
    ['one whose rollout is over hears none', { state: 'running', closedAt }, { command: abort }, false],
    ['one that is undone hears none', { state: 'undoing' }, { command: abort }, false],
    ['one that has ended hears none', { state: 'succeeded' }, { command: abort }, false],
    ['its rollout may be over', { state: 'running' }, { closedAt }, true],
    ['its rollout is not over while an abort stands', { state: 'running', command: abort }, { closedAt }, false],
    ['it does not skip a state', { state: 'wanted' }, { state: 'succeeded' }, false],
  ])('%s', (_, release, change, may) => {
    expect(mayChange(release, change)).toBe(may);
  });
});
