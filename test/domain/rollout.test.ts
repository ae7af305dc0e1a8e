import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdNameOf, type Look, mayShift, nameOf, nextMove, rolloutOf, trafficOf } from '../../domain/rollout.ts';
import { manifestOf } from '../support/manifest.ts';

const rollout = (text: string, stable: string | undefined = 'blue') =>
  rolloutOf(manifestOf(`rollout: ${text}`), stable);
const walk = (text: string, stable: string | undefined = 'blue') =>
  rollout(text, stable).steps.map(({ traffic }) => traffic);

describe('a rollout', () => {
  test.each([
    ['{strategy: canary}', [10, 50, 100]],
    ['{strategy: canary, steps: [{traffic: 5, hold: 1m}]}', [5, 100]],
    ['{strategy: blueGreen}', [100]],
    ['{strategy: allAtOnce}', [100]],
    ['{strategy: shadow}', [0, 50, 100]],
    ['{strategy: shadow, steps: [{traffic: 100}]}', [0, 100]],
  ])('of %s walks %j', (text, expected) => {
    expect(walk(text)).toEqual(expected);
  });

  test.each(['{strategy: canary}', '{strategy: shadow}'])('of %s is one step where nothing is stable', (text) => {
    const { steps } = rolloutOf(manifestOf(`rollout: ${text}`), undefined);

    expect(steps).toEqual([{ traffic: 100, holdInSeconds: 0 }]);
  });

  test('in the shadow begins with copies, of half the requests at most', () => {
    const steps = '[{traffic: 80, hold: 10m}, {traffic: 100}]';

    const [first] = rollout(`{strategy: shadow, steps: ${steps}}`).steps;

    expect(first).toEqual({ traffic: 0, mirror: 50, holdInSeconds: 600 });
    expect(first && trafficOf(first, 'green', 'blue')).toEqual({ traffic: { blue: 100 }, mirror: { green: 50 } });
  });

  test.each([
    [100, [undefined, undefined, 86_400]],
    [20, [undefined, 86_400, undefined]],
    [1, [86_400, undefined, undefined]],
  ])('asks once, before the candidate gets %i %%', (before, expected) => {
    const { steps } = rollout(`{strategy: canary, approval: {before: ${before}}}`);

    expect(steps.map(({ approvalExpiresInSeconds }) => approvalExpiresInSeconds)).toEqual(expected);
  });

  test('gives the rest of the traffic to the stable deployment, always 100 together', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (traffic) => {
        const map = trafficOf({ traffic, holdInSeconds: 0 }, 'green', 'blue');
        expect(Object.values(map.traffic).reduce((sum, share) => sum + share, 0)).toBe(100);
        expect(map.traffic['green']).toBe(traffic);
        expect(map.mirror).toEqual({});
      }),
    );
  });
});

test.each([
  [{ traffic: 100, holdInSeconds: 0 }, 'shift traffic', 'hold at 100 %'],
  [{ traffic: 10, holdInSeconds: 0 }, 'shift traffic to 10 %', 'hold at 10 %'],
  [{ traffic: 0, mirror: 50, holdInSeconds: 0 }, 'mirror 50 % of the traffic', 'hold at 50 % mirrored'],
])('the step %j is called "%s", and the time at it "%s"', (step, shift, hold) => {
  expect([nameOf(step), holdNameOf(step)]).toEqual([shift, hold]);
});

describe('after a look at the candidate', () => {
  const held = rollout('{strategy: canary, maxDuration: 2h}');
  const step = { traffic: 10, holdInSeconds: 900 };
  const look: Look = {
    verdict: 'healthy',
    reasons: ['no errors of 90'],
    heldInSeconds: 900,
    rolledOutForInSeconds: 900,
  };

  test.each<[string, Partial<Look>, string]>([
    ['the step is over and all is well', {}, 'advance'],
    ['the step is not over', { heldInSeconds: 899 }, 'stay'],
    ['it is worse', { verdict: 'regressed', heldInSeconds: 60 }, 'regressed'],
    ['it is worse, whatever an operator wants', { verdict: 'regressed', command: 'promote' }, 'regressed'],
    ['an operator promotes it', { heldInSeconds: 60, command: 'promote' }, 'advance'],
    ['an operator aborts it', { command: 'abort' }, 'aborted'],
    ['an operator pauses it', { command: 'pause' }, 'stay'],
    ['there is no verdict', { verdict: 'inconclusive' }, 'stay'],
    ['it takes too long', { verdict: 'inconclusive', rolledOutForInSeconds: 7200 }, 'rollout-timed-out'],
    ['it is paused for too long', { command: 'pause', rolledOutForInSeconds: 7200 }, 'rollout-timed-out'],
  ])('when %s', (_, change, expected) => {
    const move = nextMove({ ...look, ...change }, step, held);

    expect(move.kind === 'refused' ? move.fault.slug : move.kind).toBe(expected);
  });

  test.each([
    ['promote', 'advance'],
    ['rollBack', 'inconclusive'],
    ['wait', 'stay'],
    ['pause', 'stay'],
  ])('without a verdict does what the manifest says: %s', (onInconclusive, expected) => {
    const plan = rollout(`{strategy: canary, onInconclusive: ${onInconclusive}}`);
    const move = nextMove({ ...look, verdict: 'inconclusive' }, step, plan);

    expect(move.kind === 'refused' ? move.fault.slug : move.kind).toBe(expected);
  });

  test.each<[string, Pick<Look, 'command' | 'rolledOutForInSeconds'>, string]>([
    ['nobody said anything', { rolledOutForInSeconds: 7200 }, 'advance'],
    ['somebody paused it', { command: 'pause', rolledOutForInSeconds: 60 }, 'stay'],
    ['somebody paused it for too long', { command: 'pause', rolledOutForInSeconds: 7200 }, 'rollout-timed-out'],
    ['somebody aborted it', { command: 'abort', rolledOutForInSeconds: 60 }, 'aborted'],
  ])('takes the next step, or not, where %s', (_, heard, expected) => {
    const move = mayShift(heard, held);

    expect(move.kind === 'refused' ? move.fault.slug : move.kind).toBe(expected);
  });
});
