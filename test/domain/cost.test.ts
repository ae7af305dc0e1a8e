import { describe, expect, test } from 'vitest';
import { judgeUse, nextAboutIdle } from '../../domain/cost.ts';

const week = 7 * 86_400;
const whole = { hours: 168, measuredHours: 168, hasRequests: false };

describe('whether an endpoint is used', () => {
  test.each([
    ['idle', whole, week],
    ['idle', { ...whole, measuredHours: 160 }, week],
    ['in use', { ...whole, hasRequests: true }, week],
    ['in use', { ...whole, hasRequests: true, measuredHours: 0 }, week],
    ['unknown', { ...whole, measuredHours: 159 }, week],
    ['unknown', { hours: 0, measuredHours: 0, hasRequests: false }, week],
    ['unknown', undefined, week],
    ['unknown', whole, week - 1],
  ] as const)('is %s for %j after %i seconds', (word, use, liveInSeconds) => {
    expect(judgeUse(use, liveInSeconds, week).word).toBe(word);
  });
});

describe('what is done about an idle endpoint', () => {
  const now = new Date('2026-03-10T06:00:00.000Z');
  const yesterday = '2026-03-09T06:00:00.000Z';
  const today = '2026-03-10T05:00:00.000Z';

  test.each([
    ['tell', 'retire', undefined, true],
    ['tell', 'retire', { toldAt: '2027-01-01T00:00:00.000Z' }, true],
    ['wait', 'retire', { toldAt: today }, true],
    ['wait', 'notify', { toldAt: yesterday }, true],
    ['scaleToOne', 'scaleToOne', { toldAt: yesterday }, true],
    ['wait', 'scaleToOne', { toldAt: yesterday }, false],
    ['scaleToOne', 'retire', { toldAt: yesterday }, true],
    ['retire', 'retire', { toldAt: yesterday }, false],
    ['wait', 'retire', { toldAt: '2026-03-01T06:00:00.000Z', scaledAt: today }, true],
    ['retire', 'retire', { toldAt: '2026-03-01T06:00:00.000Z', scaledAt: yesterday }, true],
  ] as const)('is to %s, with onIdle %s after %j (several instances: %s)', (action, onIdle, before, several) => {
    expect(nextAboutIdle(onIdle, before, now, several).action).toBe(action);
  });
});
