import { describe, expect, test } from 'vitest';
import { type EstimateInput, estimate } from '../../domain/estimate.ts';
import { inputOf, serving, stableMachine } from '../support/estimates.ts';
import { deploymentNamed, servingEndpoint } from '../support/plans.ts';

const stepsOf = (input: EstimateInput) => estimate(input).steps.map(({ step }) => step);

describe('an estimate', () => {
  test('of a new endpoint counts every step', () => {
    const { minutes, steps } = estimate(inputOf());

    expect(steps.map(({ step }) => step)).toEqual([
      'ensure endpoint',
      'assign roles',
      'build the image',
      'create deployment',
      'smoke test',
      'shift traffic',
    ]);
    expect(minutes).toBe(steps.reduce((sum, step) => sum + step.minutes, 0));
    expect(minutes).toBeGreaterThan(15);
  });

  test('builds an image only if there is a new one', () => {
    expect(stepsOf(inputOf('', {}, { buildsImage: false }))).not.toContain('build the image');
  });

  test('of a deployment that is still warm only tests it and moves traffic', () => {
    const deployments = [deploymentNamed('f-abcdef0123')];
    const input = inputOf('', { endpoint: servingEndpoint, deployments });

    expect(stepsOf(input)).toEqual([
      'register model, build environment',
      'assign roles',
      'smoke test',
      'shift traffic',
    ]);
    expect(estimate(input).quota).toBeUndefined();
  });

  test('walks the traffic over as the manifest says, with the time that each share is held', () => {
    const rollout = 'rollout: {strategy: canary, steps: [{traffic: 10, hold: 15m}], approval: {before: 100}}';
    const { walk, minutes, steps } = estimate(inputOf(rollout, serving));

    expect(walk).toEqual([
      { afterMinutes: 19, traffic: { 'f-abcdef0123': 10, 'f-old': 90 }, mirror: {}, holdMinutes: 15, asksFirst: false },
      { afterMinutes: 35, traffic: { 'f-abcdef0123': 100 }, mirror: {}, holdMinutes: 0, asksFirst: true },
    ]);
    expect(steps.slice(-3).map(({ step }) => step)).toEqual(['shift traffic to 10 %', 'hold at 10 %', 'shift traffic']);
    expect(minutes).toBe(35);
  });

  test('says what is needed of the quota, and what is there', () => {
    expect(estimate(inputOf('deployment: {instanceCount: 3}')).quota).toEqual({
      family: 'standardDSv2Family',
      cores: 16,
      reserve: 4,
      used: 10,
      limit: 100,
    });
  });

  test('says what it costs by the hour and the month, and while both run', () => {
    expect(estimate(inputOf('deployment: {instanceCount: 3}')).cost).toEqual({
      currency: 'USD',
      perHour: 0.75,
      perMonth: 547.5,
    });
    const input = inputOf('keepPrevious: 90m', serving, { stableCompute: stableMachine });
    expect(estimate(input).cost).toEqual({
      currency: 'USD',
      perHour: 0.25,
      perMonth: 182.5,
      overlap: { perHour: 1.25, hours: 1.5 },
    });
  });

  test('is silent on what may not be read', () => {
    const { compute: _, ...unread } = inputOf();

    expect(estimate(unread)).not.toHaveProperty('cost');
    expect(estimate(unread)).not.toHaveProperty('quota');
    expect(estimate(inputOf('', serving)).cost).not.toHaveProperty('overlap');
  });

  test.each([
    ['', {}, 'none: nothing served before'],
    ['', serving, 'traffic goes back to f-old 100 %'],
    ['', { endpoint: { ...servingEndpoint, traffic: {} } }, 'none: no other deployment'],
    ['', { endpoint: { ...servingEndpoint, traffic: { 'f-abcdef0123': 100 } } }, 'none: no other deployment'],
  ])('knows the way back: %s %j', (manifest, seen, expected) => {
    expect(estimate(inputOf(manifest, seen)).wayBack).toContain(expected);
  });

  test('names what the manifest asks for and will not get', () => {
    expect(estimate(inputOf()).notCarriedOut).toEqual([]);
    expect(estimate(inputOf('gate: {metrics: {accuracy: {min: 0.8}}}\ncost: {maxMonthly: 5}')).notCarriedOut).toEqual([
      expect.stringContaining('gate'),
      expect.stringContaining('cost'),
    ]);
  });
});
