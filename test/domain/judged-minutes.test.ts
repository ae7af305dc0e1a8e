import { describe, expect, test } from 'vitest';
import { judgedMinutes } from '../../domain/judged-minutes.ts';
import type { EndpointSeries, MeasuredMinute } from '../../domain/series.ts';
import { workspaceId } from '../support/workspace-id.ts';

const at = (minute: number) => `2026-03-01T10:0${minute}:00.000Z`;
const window = { from: at(0), until: at(3) };
const sides = { candidate: 'green', stable: 'blue' };
const nothing = { requests: 0, errors: 0, p95Ms: null, tokensPerRequest: null };

function endpoint(deployments: Readonly<Record<string, readonly MeasuredMinute[]>>): EndpointSeries {
  const series = Object.entries(deployments).map(([deployment, minutes]) => ({ deployment, minutes }));
  return { endpoint: { workspaceId, name: 'chat' }, deployments: series, gaps: [] };
}

describe('the minutes that the judge sees', () => {
  test('are all of the window, in order, with both sides', () => {
    const blue = [{ at: at(0), requests: { succeeded: 90, platformErrors: 1 }, latency: { p50: 80, p95: 210 } }];
    const green = [{ at: at(2), requests: { succeeded: 7, modelErrors: 3, callerErrors: 50 }, latency: { p95: 400 } }];

    expect(judgedMinutes(endpoint({ blue, green }), sides, window)).toEqual([
      { candidate: nothing, stable: { ...nothing, requests: 91, errors: 1, p95Ms: 210 } },
      { candidate: nothing, stable: nothing },
      { candidate: { ...nothing, requests: 10, errors: 3, p95Ms: 400 }, stable: nothing },
    ]);
  });

  test('have no candidate at all where there is no series of it', () => {
    const minutes = judgedMinutes(endpoint({ blue: [{ at: at(0), requests: { succeeded: 9 } }] }), sides, window);

    expect(minutes).toHaveLength(3);
    expect(minutes.every(({ candidate, stable }) => candidate === null && stable !== null)).toBe(true);
  });

  test('have no side at all where the endpoint could not be measured', () => {
    const fault = { slug: 'not-measured', message: 'm', remedy: 'r' } as const;
    const series = { ...endpoint({ blue: [{ at: at(0), requests: { succeeded: 9 } }] }), fault };

    expect(judgedMinutes(series, sides, window)[0]).toEqual({ candidate: null, stable: null });
  });

  test('are unknown where there was latency and nobody counted', () => {
    const [first] = judgedMinutes(endpoint({ green: [{ at: at(0), latency: { p95: 300 } }] }), sides, window);

    expect(first?.candidate).toBeNull();
  });

  test('are without traffic where a container was at work and nobody asked it anything', () => {
    const [first] = judgedMinutes(endpoint({ green: [{ at: at(0), cpuPercent: 3 }] }), sides, window);

    expect(first?.candidate).toEqual(nothing);
  });

  test('are none where the window is empty', () => {
    expect(judgedMinutes(endpoint({}), sides, { from: at(1), until: at(1) })).toEqual([]);
  });

  test('have tokens where the flow reported them', () => {
    const green = [{ at: at(0), requests: { succeeded: 4 } }];
    const flow = {
      deployment: 'green',
      minutes: [{ at: at(0), requests: 4, latencyInMs: 9, tokensPerRequest: 310 }],
      nodes: [],
    };

    const minutes = judgedMinutes(endpoint({ green }), sides, window, [flow]);

    expect(minutes.map(({ candidate }) => candidate?.tokensPerRequest)).toEqual([310, null, null]);
  });
});
