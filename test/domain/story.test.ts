import { describe, expect, test } from 'vitest';
import * as contracts from '../../domain/contracts.ts';
import { done, refused } from '../../domain/outcome.ts';
import type { Plan } from '../../domain/plan.ts';
import { sentenceOf } from '../../domain/story.ts';
import { workspaceId } from '../support/workspace-id.ts';

const endpoint = { workspaceId, name: 'chat' };
const target = { releaseId: 'r', endpoint, deployment: 'f-1' };
const plan = {
  model: { name: 'flow-chat', version: '1' },
  environment: { name: 'env-chat', version: '2' },
  endpoint: { name: 'chat', action: 'create' },
  deployment: { name: 'f-1' },
  roles: [{}],
  traffic: { after: { 'f-1': 100 } },
} as unknown as Plan;
const grant = { role: 'C', roleId: 'c', scope: '/s', why: 'w' };
const { fault } = refused('deployment-failed', 'It broke.', 'Mend it.');
const gone = done({ state: 'done', value: {} } as const);

describe('a step tells what came of it', () => {
  test.each([
    [
      sentenceOf(contracts.makePlan, { releaseId: 'r' }, done(plan)),
      'deployment f-1 on new endpoint chat, 1 role, traffic f-1 100 %',
    ],
    [
      sentenceOf(
        contracts.makePlan,
        { releaseId: 'r' },
        done({ ...plan, endpoint: { ...plan.endpoint, action: 'keep' } }),
      ),
      'deployment f-1 on endpoint chat, 1 role, traffic f-1 100 %',
    ],
    [sentenceOf(contracts.compareContracts, target, done({ changes: [] })), 'nothing changes for callers'],
    [
      sentenceOf(contracts.diagnoseDeployment, { ...target, fault }, done({ fault, tryAgain: true })),
      'It broke. It is tried once more.',
    ],
    [sentenceOf(contracts.diagnoseDeployment, { ...target, fault }, done({ fault, tryAgain: false })), 'It broke.'],
    [sentenceOf(contracts.registerModel, { releaseId: 'r', plan }, done({ id: 'i' })), 'model flow-chat, version 1'],
    [
      sentenceOf(contracts.createEnvironment, { releaseId: 'r', plan }, done({ id: 'i' })),
      'environment env-chat, version 2',
    ],
    [sentenceOf(contracts.checkEndpoint, target, gone), 'endpoint chat is ready'],
    [sentenceOf(contracts.checkDeployment, target, gone), 'deployment f-1 is ready, at no traffic'],
    [sentenceOf(contracts.smokeTest, target, gone), 'f-1 answered as it should'],
    [
      sentenceOf(contracts.checkTraffic, { ...target, traffic: { 'f-1': 100 } }, gone),
      'traffic reads back as f-1 100 %',
    ],
    [sentenceOf(contracts.checkRestoredTraffic, { ...target, traffic: {} }, gone), 'traffic reads back as none'],
    [sentenceOf(contracts.checkDeletedDeployment, target, gone), 'deployment f-1 is gone'],
    [sentenceOf(contracts.checkDeletedEndpoint, target, gone), 'endpoint chat is gone'],
    [sentenceOf(contracts.checkRoles, { ...target, principalId: 'p', roles: [grant] }, gone), 'granted: C'],
    [sentenceOf(contracts.fetchLogs, target, done({ kept: [] })), 'there were no logs'],
    [sentenceOf(contracts.fetchLogs, target, done({ kept: ['a', 'b'] })), 'kept a, b'],
    [
      sentenceOf(contracts.removeRoles, { ...target, roles: [] }, done({ removed: [] })),
      'this release had granted none',
    ],
    [sentenceOf(contracts.removeSuperseded, { ...target, keep: [] }, done({ removed: ['f-0'] })), 'removed f-0'],
  ])('%s', (sentence, expected) => {
    expect(sentence).toBe(expected);
  });

  test.each([
    [{ created: ['A'], kept: [], lacking: [] }, 'granted A'],
    [{ created: [], kept: ['B'], lacking: [] }, 'granted nothing new; already there: B'],
    [{ created: [], kept: [], lacking: [grant] }, 'granted nothing new; not allowed to grant: C'],
  ])('roles: %j', (roles, expected) => {
    expect(sentenceOf(contracts.assignRoles, { ...target, principalId: 'p', roles: [] }, done(roles))).toBe(expected);
  });

  test('a refusal tells its own message', () => {
    expect(sentenceOf(contracts.checkEndpoint, target, refused('operation-failed', 'It broke.', 'Mend it.'))).toBe(
      'It broke.',
    );
  });

  test('a step without a sentence is simply done', () => {
    expect(sentenceOf(contracts.settleIntent, { kind: 'deploy', ...target }, done({}))).toBe('done');
  });
});
