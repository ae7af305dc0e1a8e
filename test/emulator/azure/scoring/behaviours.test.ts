import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../../emulator/azure/random.ts';
import { behaviours, drawLatency, usualBehaviour } from '../../../../emulator/azure/scoring/behaviours.ts';
import { startClientTraffic } from '../../../../emulator/azure/scoring/client-traffic.ts';
import {
  addLatency,
  emptySketch,
  meanOf,
  mergedSketch,
  quantileOf,
} from '../../../../emulator/azure/scoring/latency-sketch.ts';
import { openScoring } from '../../../../emulator/azure/scoring/scoring.ts';
import { statusesIn } from '../../../../emulator/azure/scoring/traffic-record.ts';
import { testClock } from '../../../../emulator/clock.ts';
import { addDeployment, addEndpoint, emptyCloud, smallFlow } from './scored-endpoint.ts';

const green = { endpoint: 'web', deployment: 'green-2', model: '/models/web/versions/7' };

test('a deployment behaves as usual until a rule says otherwise', () => {
  const rules = behaviours();
  rules.add({ model: 'versions/7$', from: '2026-01-01T01:00:00Z', errorRate: 0.2 });

  expect(rules.at(green, Date.parse('2026-01-01T00:59:59Z'))).toEqual(usualBehaviour);
  expect(rules.at(green, Date.parse('2026-01-01T01:00:00Z'))).toEqual({ ...usualBehaviour, errorRate: 0.2 });
  expect(rules.at({ ...green, model: 'x' }, Date.parse('2026-01-02')).errorRate).toBe(0);
});

test('the last rule that says something wins, and leaves the rest', () => {
  const rules = behaviours();
  rules.add({ deployment: '^green', latencyInMs: 900, errorRate: 1 });
  rules.add({ endpoint: '^web$', errorRate: 0 });

  expect(rules.at(green, 0)).toMatchObject({ latencyInMs: 900, errorRate: 0 });
});

test.each([
  [{ errorRate: 2 }, RangeError],
  [{ errorStatus: 200 }, RangeError],
  [{ latencyInMs: -1 }, RangeError],
  [{ from: 'soon' }, RangeError],
  [{ model: '(' }, SyntaxError],
])('refuses the rule %o', (rule, error) => {
  expect(() => behaviours().add(rule)).toThrow(error);
});

test('latencies spread around their median', () => {
  const random = seededRandom(3);
  const drawn = Array.from({ length: 2001 }, () =>
    drawLatency({ ...usualBehaviour, latencyInMs: 800, latencySpread: 0.5 }, random),
  );
  const median = drawn.sort((a, b) => a - b)[1000] ?? 0;

  expect(median).toBeGreaterThan(740);
  expect(median).toBeLessThan(860);
  expect(drawLatency({ ...usualBehaviour, latencySpread: 0, latencyInMs: 5 }, random)).toBe(5);
});

test('a percentile of a sketch is off by one percent at most', () => {
  const latencies = fc.array(fc.double({ min: 0.1, max: 300_000, noNaN: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(latencies, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, share) => {
      const halves = [emptySketch(), emptySketch()] as const;
      values.forEach((value, at) => {
        addLatency(halves[at % 2 === 0 ? 0 : 1], value);
      });
      const exact = [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? 0;
      const all = mergedSketch(halves);

      expect(Math.abs((quantileOf(all, share) ?? 0) - exact)).toBeLessThanOrEqual(exact * 0.0101);
      expect(meanOf(all)).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 3);
    }),
  );
  expect(quantileOf(emptySketch(), 0.5)).toBeUndefined();
});

test('client traffic keeps its rate, its limits and its errors by the clock', async () => {
  const clock = testClock();
  const { cloud, workspace } = emptyCloud(clock);
  const endpoint = addEndpoint(cloud, workspace.id, { traffic: { blue: 90, green: 10 } });
  for (const name of ['blue', 'green']) addDeployment(cloud, endpoint, name);
  const container = smallFlow();
  const scoring = openScoring(cloud, { running: () => Promise.resolve(container) });
  scoring.behaviours.add({ deployment: 'green', errorRate: 1 });

  startClientTraffic(cloud, scoring.score, {
    endpointId: endpoint.resource.id,
    requestsPerMinute: 120,
    bodies: ['{"url":"a"}'],
    minutes: 5,
  });
  clock.advance(10 * 60_000);
  await new Promise((resolve) => setImmediate(resolve));

  const counts: Record<string, number> = {};
  for (const [name, minutes] of scoring.record.of(endpoint.resource.id)) {
    for (const { statuses } of minutes.values()) {
      for (const [key, count] of statuses)
        counts[`${name} ${statusesIn(key).status}`] = (counts[`${name} ${statusesIn(key).status}`] ?? 0) + count;
    }
  }
  expect(Object.keys(counts).sort()).toEqual(['blue 200', 'green 424']);
  expect((counts['blue 200'] ?? 0) + (counts['green 424'] ?? 0)).toBe(600);
  expect(counts['green 424']).toBeGreaterThan(35);
});
