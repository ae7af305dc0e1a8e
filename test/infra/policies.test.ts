import { describe, expect, test } from 'vitest';
import { deployAll } from '../../infra/check/check.ts';
import { policies } from './policies/all.ts';
import { containersOfCode, queuesOfCode } from './policies/events.ts';
import { heard } from './policies/heard-events.ts';
import { callsOfCode } from './policies/rights.ts';

const deployed = deployAll();

describe('what is made in Azure', () => {
  test.each(policies.map((each) => [each.name, each] as const))('%s', (_, { find }) => {
    const breaches = deployed.flatMap((each) => find(each).map((breach) => `${each.case.name}: ${breach}`));

    expect(breaches).toEqual([]);
  });

  test('is held against what the code really does', () => {
    expect(containersOfCode).toEqual(expect.arrayContaining(['flows', 'packages', 'logs']));
    expect(queuesOfCode).toEqual(['pipeline-events']);
    expect(callsOfCode.length).toBeGreaterThan(12);
    expect(heard.map(({ type, subject }) => [type.split('.').at(-1), subject.split('/').at(-1)])).toEqual(
      expect.arrayContaining([
        ['BlobCreated', 'chat.zip'],
        ['BlobCreated', 'Chat.ZIP'],
      ]),
    );
  });
});
