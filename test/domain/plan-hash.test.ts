import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalPlan } from '../../domain/plan-hash.ts';
import { deploymentNamed, planOf, servingEndpoint } from '../support/plans.ts';

const shuffled = (value: unknown, seed: number): unknown => {
  if (Array.isArray(value)) return value.map((inner) => shuffled(inner, seed));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, shuffled(inner, seed)] as const);
  const turned = [...entries.slice(seed % (entries.length + 1)), ...entries.slice(0, seed % (entries.length + 1))];
  return Object.fromEntries(turned);
};

describe('the text of a plan', () => {
  test('is the same for every release, and in every order of keys', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(20), (releaseId, seed) => {
        const plan = planOf('', {}, releaseId);

        expect(canonicalPlan(shuffled(plan, seed) as typeof plan)).toBe(canonicalPlan(planOf()));
      }),
    );
  });

  test.each([
    ['an endpoint that is there', planOf('', { endpoint: servingEndpoint })],
    ['other traffic', planOf('', { endpoint: { ...servingEndpoint, traffic: { 'f-old': 50, 'f-older': 50 } } })],
    ['a warm deployment', planOf('', { deployments: [deploymentNamed('f-abcdef0123')] })],
    ['more instances', planOf('deployment: {instanceCount: 2}')],
    ['a tag of its own', planOf('deployment: {tags: {team: a}}')],
    [
      'a connection by Entra ID',
      planOf('', {
        connections: [{ name: 'open ai', category: 'AzureOpenAI', authType: 'AAD', resourceId: '/accounts/a' }],
      }),
    ],
  ])('is another one for %s', (_, plan) => {
    expect(canonicalPlan(plan)).not.toBe(canonicalPlan(planOf()));
  });
});
