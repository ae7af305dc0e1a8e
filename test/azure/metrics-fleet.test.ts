import { describe, expect, test } from 'vitest';
import { workspaceId } from '../support/workspace-id.ts';
import { doneValue, endpointRef, idOf, scriptedMetrics, series, window } from './metrics-fixture.ts';

const chat = endpointRef('chat');
const status = (deployment: string, statusCode: string, modelStatusCode = statusCode) => ({
  ...{ deployment, statusCode, modelStatusCode },
});
const none = () => [];

describe('a fleet', () => {
  const many = (count: number, workspace = workspaceId) =>
    Array.from({ length: count }, (_, n) => endpointRef(`endpoint-${n}`, workspace));

  test.each([
    [0, 0],
    [1, 2],
    [50, 2],
    [51, 4],
    [1000, 40],
  ])('of %i endpoints takes %i requests', async (count, requests) => {
    const measured = scriptedMetrics(() => none);

    const { endpoints } = doneValue(await measured.metrics.read(many(count), window));

    expect(endpoints).toHaveLength(count);
    expect(measured.asked()).toHaveLength(requests);
    expect(measured.asked().every(({ ids }) => ids.length >= 1 && ids.length <= 50)).toBe(true);
  });

  test('comes back in the order in which it was asked for, each endpoint with its own', async () => {
    const asked = many(120).reverse();
    const measured = scriptedMetrics(
      () => (id, name) =>
        name === 'RequestsPerMinute' ? [series(status(`of-${id.split('/').at(-1)}`, '200'), { 1: 1 })] : [],
    );

    const { endpoints } = doneValue(await measured.metrics.read(asked, window));

    expect(endpoints.map(({ endpoint }) => endpoint)).toEqual(asked);
    expect(endpoints.every(({ endpoint, deployments }) => deployments[0]?.deployment === `of-${endpoint.name}`)).toBe(
      true,
    );
  });

  test('is asked about together as far as one subscription and region goes, across workspaces', async () => {
    const other = workspaceId.replace('flowferry-dev', 'flowferry-test');
    const elsewhere = workspaceId.replace('0001/', '0002/');
    const measured = scriptedMetrics(() => none);

    await measured.metrics.read([...many(3), ...many(3, other), ...many(2, elsewhere)], window);

    expect(
      measured
        .asked()
        .map(({ ids }) => ids.length)
        .sort(),
    ).toEqual([2, 2, 6, 6]);
  });

  test('may name an endpoint twice', async () => {
    const measured = scriptedMetrics(() => none);

    expect(doneValue(await measured.metrics.read([chat, chat], window)).endpoints).toHaveLength(2);
    expect(measured.asked().map(({ ids }) => ids)).toEqual([[idOf(chat)], [idOf(chat)]]);
  });
});

test.each([
  ['public', 'eastus.metrics.monitor.azure.com', 'https://metrics.monitor.azure.com/.default'],
  ['usGovernment', 'eastus.metrics.monitor.azure.us', 'https://metrics.monitor.azure.us/.default'],
  ['china', 'eastus.metrics.monitor.azure.cn', 'https://metrics.monitor.azure.cn/.default'],
] as const)('in the cloud %s the host is %s, and the token is for it', async (cloud, host, scope) => {
  const measured = scriptedMetrics(() => none, { cloud, location: 'East US' });

  await measured.metrics.read([chat], window);

  expect(measured.asked()[0]).toMatchObject({ host, headers: { authorization: `Bearer tok:${scope}` } });
});
