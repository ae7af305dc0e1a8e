import { describe, expect, test } from 'vitest';
import { type Approval, approvalFor, counts, type Decision, decide, evidenceText } from '../../domain/approval.ts';
import type { Release } from '../../domain/release.ts';

const ada = { id: 'ada', name: 'Ada' };
const bob = { id: 'bob', name: 'Bob' };
const approval: Approval = {
  evidence: 'e1',
  traffic: 100,
  byAnother: false,
  askedAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-01-01T02:00:00.000Z',
};
const verdict = { word: 'healthy', reasons: ['errors 1 of 900'], at: '2026-01-01T00:00:00.000Z' } as const;
const asking: Release = {
  id: 'chat-1',
  state: 'waitingForApproval',
  package: { hash: 'h', name: 'chat' },
  source: { kind: 'http', key: '' },
  requestedAt: '2026-01-01T00:00:00.000Z',
  requestedBy: ada,
  plannedHash: 'p1',
  approval,
  verdict,
  steps: [],
};
const said = { word: 'approve', by: bob, at: '2026-01-01T01:00:00.000Z', evidence: 'e1' } as const;
const byAnother = { ...approval, byAnother: true };

describe('an answer to an approval', () => {
  test('keeps who gave it, and what they had before them', () => {
    expect(decide(asking, { ...said, reason: 'looks good' })).toEqual({
      kind: 'done',
      value: { ...said, reason: 'looks good', planHash: 'p1', shown: verdict },
    });
  });

  test('may come from whoever released, where the manifest does not ask for somebody else', () => {
    expect(decide(asking, { ...said, by: ada }).kind).toBe('done');
  });

  test.each<
    [string, Partial<Release>, Partial<typeof said | { by: typeof ada; at: string; evidence: string }>, string]
  >([
    ['where nothing is asked', { state: 'running' }, {}, 'nothing-to-approve'],
    ['where nothing was ever asked', { approval: undefined as never }, {}, 'nothing-to-approve'],
    ['after its end', {}, { at: '2026-01-01T02:00:00.001Z' }, 'approval-expired'],
    ['to something else', {}, { evidence: 'e0' }, 'approval-outdated'],
    ['by whoever released', { approval: byAnother }, { by: ada }, 'self-approval'],
    ['where nobody knows who released', { approval: byAnother, requestedBy: undefined as never }, {}, 'self-approval'],
    ['after somebody else', { decision: { ...said, by: ada } }, {}, 'already-decided'],
    ['after another one of theirs', { decision: { ...said, word: 'reject' } }, {}, 'already-decided'],
  ])('is none %s', (_, release, over, slug) => {
    const outcome = decide({ ...asking, ...release } as Release, { ...said, ...over });

    expect(outcome).toMatchObject({ kind: 'refused', fault: { slug } });
  });

  test('is the same when it is given twice', () => {
    const decision: Decision = { ...said, at: '2026-01-01T00:30:00.000Z' };

    expect(decide({ ...asking, decision }, said)).toEqual({ kind: 'done', value: decision });
  });

  test('to what was asked before does not stand in the way of one to what is asked now', () => {
    expect(decide({ ...asking, decision: { ...said, evidence: 'e0', by: ada } }, said).kind).toBe('done');
  });

  test('may be a no from whoever released, also where it takes somebody else to agree', () => {
    expect(decide({ ...asking, approval: byAnother }, { ...said, word: 'reject', by: ada }).kind).toBe('done');
  });
});

describe('an answer that was written down', () => {
  test.each<[string, Partial<Decision> | undefined, Approval, boolean]>([
    ['counts', {}, approval, true],
    ['counts when it is heard late', { at: approval.expiresAt }, approval, true],
    ['does not count when it is none', undefined, approval, false],
    ['does not count for other evidence', { evidence: 'e0' }, approval, false],
    ['does not count when it came late', { at: '2026-01-01T02:00:00.001Z' }, approval, false],
    ['does not count from whoever released', { by: ada }, byAnother, false],
    ['counts from whoever released, as a no', { by: ada, word: 'reject' }, byAnother, true],
  ])('%s', (_, over, asked, expected) => {
    expect(counts(over && { ...said, ...over }, asked, asking)).toBe(expected);
  });
});

describe('the evidence', () => {
  const text = evidenceText(asking, 1, approval.askedAt);

  test.each<[string, Release, number, string]>([
    ['release', { ...asking, id: 'chat-2' }, 1, approval.askedAt],
    ['plan', { ...asking, plannedHash: 'p2' }, 1, approval.askedAt],
    ['measurements', { ...asking, verdict: { ...verdict, reasons: ['errors 2 of 900'] } }, 1, approval.askedAt],
    [
      'time of the measurements',
      { ...asking, verdict: { ...verdict, at: '2026-01-01T00:01:00.000Z' } },
      1,
      approval.askedAt,
    ],
    ['step', asking, 2, approval.askedAt],
    ['time at which it is asked', asking, 1, approval.expiresAt],
  ])('is another one for another %s', (_, release, step, askedAt) => {
    expect(evidenceText(release, step, askedAt)).not.toBe(text);
  });

  test('is the same for what has not changed', () => {
    expect(evidenceText({ ...asking } satisfies Release, 1, approval.askedAt)).toBe(text);
    expect(evidenceText({ id: 'a' }, 0, '')).toBe(evidenceText({ id: 'a' }, 0, ''));
  });
});

test('what is asked says until when, and of whom', () => {
  const step = { traffic: 50, holdInSeconds: 0, approvalExpiresInSeconds: 7200 };

  expect(approvalFor(step, approval.askedAt, 'e1')).toEqual({ ...approval, traffic: 50 });
  expect(approvalFor({ ...step, approvalByAnother: true }, approval.askedAt, 'e1').byAnother).toBe(true);
  expect(approvalFor({ traffic: 1, holdInSeconds: 0 }, approval.askedAt, 'e1').expiresAt).toBe(approval.askedAt);
});
