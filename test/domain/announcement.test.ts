import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { announcement, announcementKinds, announcementOf } from '../../domain/announcement.ts';
import type { Release, Step } from '../../domain/release.ts';
import type { ReleaseChange } from '../../domain/stores.ts';
import { workspaceId } from '../support/workspace-id.ts';

const at = '2026-03-01T10:00:00.000Z';
const release = (over: Partial<Release> = {}): Release => ({
  id: 'chat-1',
  state: 'running',
  package: { hash: 'abc', name: 'chat' },
  endpoint: { workspaceId, name: 'chat' },
  source: { kind: 'http', key: '' },
  requestedAt: at,
  deployment: 'f-new',
  previous: 'f-old',
  steps: [],
  ...over,
});
const fault = { slug: 'regressed', message: 'errors 11 of 93 against 4 of 846', remedy: 'Mend the flow.' } as const;
const restored = (state: Step['state']): Step => ({ name: 'restore traffic', state, startedAt: at });
const shifted: Step = { name: 'shift traffic to 10 %', state: 'done', startedAt: at };
const page = (text: string) => ({ word: 'inconclusive', reasons: [], page: text, at }) as const;

const changes: readonly [string, Partial<Release>, ReleaseChange, string | undefined, RegExp?][] = [
  ['a success', {}, { state: 'succeeded' }, 'succeeded', /^Release chat-1 serves endpoint chat\.$/],
  ['a refusal', {}, { state: 'refused', fault }, 'refused', /for endpoint chat was refused: errors 11 of 93/],
  ['a refusal at the door', { endpoint: undefined as never }, { state: 'refused', fault }, 'refused', /package chat/],
  [
    'a rollout that goes back',
    { state: 'undoing', fault, steps: [shifted, restored('done')] },
    { state: 'refused', fault },
    'rolledBack',
    /^Endpoint chat went back to f-old from release chat-1: errors 11 of 93/,
  ],
  [
    'a first rollout that goes back',
    { state: 'undoing', previous: undefined as never, steps: [restored('done')] },
    { state: 'refused', fault },
    'rolledBack',
    /went back to how it was/,
  ],
  [
    'a rollout that could not go back',
    { state: 'undoing', steps: [restored('refused')] },
    { state: 'refused', fault },
    'rollBackFailed',
    /could not go back/,
  ],
  ['a roll-back', { state: 'rollingBack' }, { state: 'rolledBack', fault }, 'rolledBack', /went back to f-old/],
  [
    'a roll-back that could not be completed',
    { state: 'rollingBack' },
    { state: 'succeeded', fault },
    'rollBackFailed',
    /could not go back from release chat-1: errors/,
  ],
  ['a wait for a role', {}, { state: 'waitingForPermission' }, 'waitingForPermission', /has granted a role\.$/],
  ['a wait for a person', {}, { state: 'waitingForApproval' }, 'waitingForApproval', /agrees to its next step\.$/],
  ['a page', {}, { verdict: page('both fail') }, 'page', /^A person is needed at endpoint chat.*both fail$/],
  ['a page that only counts on', { verdict: page('9 of 90 fail') }, { verdict: page('10 of 99 fail') }, undefined],
  ['a verdict that pages nobody', {}, { verdict: { word: 'healthy', reasons: ['fine'], at } }, undefined],
  ['a start', { state: 'wanted' }, { state: 'running' }, undefined],
  ['the beginning of a roll-back', { state: 'succeeded' }, { state: 'rollingBack' }, undefined],
  ['a try at a roll-back without a fault', { state: 'rollingBack' }, { state: 'succeeded' }, undefined],
  ['a state that it has already', { state: 'refused' }, { state: 'refused', fault }, undefined],
  ['a state that it cannot reach', { state: 'rolledBack' }, { state: 'succeeded' }, undefined],
  ['something older', {}, { state: 'superseded' }, undefined],
  ['a deployment', {}, { deployment: 'f-new' }, undefined],
];

describe('of a change of a release', () => {
  test.each(changes)('%s is told as it should be', (_, over, change, kind, text) => {
    const told = announcementOf(release(over), change, at);

    expect(told?.kind).toBe(kind);
    if (text) expect(told?.text).toMatch(text);
  });

  test('who is told of it gets the numbers, the remedy, and where it is', () => {
    expect(announcementOf(release(), { state: 'refused', fault }, at)).toEqual({
      id: expect.stringMatching(/^refused-[a-z0-9]{10}$/),
      kind: 'refused',
      at,
      text: 'Release chat-1 for endpoint chat was refused: errors 11 of 93 against 4 of 846',
      remedy: 'Mend the flow.',
      fault: 'regressed',
      releaseId: 'chat-1',
      package: 'chat',
      deployment: 'f-new',
      endpoint: { workspaceId, name: 'chat' },
    });
  });

  test('a release that waits says for which roles, and a good one why it is good', () => {
    const roles = [{ role: 'AcrPull', roleId: 'r', scope: 's', why: 'w' }];
    const handOff = { principalId: 'p', roles, commands: [], bicep: '' };
    const verdict = { word: 'healthy', reasons: ['errors 0 of 90'], at } as const;
    const parked = announcementOf(release(), { state: 'waitingForPermission', handOff }, at);
    const [good, asked] = (['succeeded', 'waitingForApproval'] as const).map(
      (state) => announcementOf(release({ verdict }), { state }, at)?.text,
    );

    expect(parked?.text).toMatch(/has granted AcrPull\.$/);
    expect([good, asked]).toEqual([
      'Release chat-1 serves endpoint chat: errors 0 of 90.',
      'Release chat-1 for endpoint chat waits until somebody agrees to its next step: errors 0 of 90.',
    ]);
  });

  test('what is refused by the gate is told as that', () => {
    const refusal = { ...fault, slug: 'gate-not-met' } as const;

    expect(announcementOf(release(), { state: 'refused', fault: refusal }, at)?.kind).toBe('gateRefused');
  });

  test('a refusal without a reason says so', () => {
    expect(announcementOf(release(), { state: 'refused' }, at)?.text).toMatch(/no reason was recorded$/);
  });
});

describe('the id of a message', () => {
  const idOf = (over: Partial<Release>, change: ReleaseChange, time = at) =>
    announcementOf(release(over), change, time)?.id;

  test('is the same for the same thing, whenever it is told', () => {
    const change = { state: 'refused', fault } as const;

    expect(idOf({}, change)).toBe(idOf({}, change, '2026-03-09T00:00:00.000Z'));
    expect(idOf({}, change)).not.toBe(idOf({ id: 'chat-2' }, change));
  });

  test('is new for each approval of a rollout', () => {
    const change = { state: 'waitingForApproval' } as const;

    expect(idOf({}, change)).not.toBe(idOf({ steps: [shifted] }, change));
  });

  test.each([
    ['a page', {}, (n: number): ReleaseChange => ({ verdict: page(`${n} of 90 fail`) })],
    [
      'a roll-back that fails',
      { state: 'rollingBack' } as const,
      (n: number): ReleaseChange => ({ state: 'succeeded', fault: { ...fault, message: `status 50${n}` } }),
    ],
  ])('of %s is the same all day, and another the next day', (_, over, change) => {
    const [first, again] = [idOf(over, change(1)), idOf(over, change(2), '2026-03-01T23:59:00.000Z')];

    expect(again).toBe(first);
    expect(idOf(over, change(1), '2026-03-02T00:00:00.000Z')).not.toBe(first);
  });
});

test('a message holds no secret and is not endless', () => {
  const text = `It said "AccountKey=${'A'.repeat(44)}==" at https://x.example/hook?sig=abcdefgh12345678. ${'!'.repeat(9000)}`;
  const told = announcement({ kind: 'cost', about: 'fleet', at, text, remedy: 'password=hunter2hunter2' });

  expect(told.text).not.toMatch(/AAAA|sig=/);
  expect(told.remedy).toBe('password=…');
  expect(told.text).toHaveLength(2000);
});

const sections = readFileSync('docs/runbook.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('## '))
  .map((line) =>
    line
      .slice(3)
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  );

describe('every kind of message', () => {
  test.each(Object.entries(announcementKinds))('%s names a section of the runbook', (_, { section }) => {
    expect(sections).toContain(section);
  });

  test('is in docs/operations.md', () => {
    const page = readFileSync('docs/operations.md', 'utf8');
    const rows = [...page.matchAll(/^\| `(\w+)` \|.*\| (information|attention|urgent)/gm)];

    expect(Object.fromEntries(rows.map(([, kind, severity]) => [kind, severity]))).toEqual(
      Object.fromEntries(Object.entries(announcementKinds).map(([kind, { severity }]) => [kind, severity])),
    );
  });
});
