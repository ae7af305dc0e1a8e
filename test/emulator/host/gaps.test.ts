import { app, input, trigger } from '@azure/functions';
import { expect, test } from 'vitest';
import { startTestHost } from './test-host.ts';

test('what the host lacks is said at start, by the name of the function', async () => {
  const { host, log } = await startTestHost({
    more: () =>
      app.generic('onBus', { trigger: trigger.generic({ type: 'serviceBusTrigger' }), handler: () => undefined }),
  });

  expect(host.gaps).toMatchObject([{ functionName: 'onBus' }]);
  expect(host.functions.map(({ name }) => name)).not.toContain('onBus');
  expect(log.filter((line) => line.level === 'error').map((line) => line.message)).toEqual([
    "This host has no trigger 'serviceBusTrigger', so 'onBus' never runs.",
  ]);
  const status = (await (await fetch(`${host.url}/admin/host/status`)).json()) as { errors: string[] };
  expect(status.errors).toHaveLength(1);
});

test('an input that is lacking fails the function that has it, and is said at start', async () => {
  const { host, log } = await startTestHost({
    more: () =>
      app.http('read', {
        extraInputs: [input.storageBlob({ path: 'flows/a.zip', connection: 'Storage' })],
        handler: () => ({ body: 'read' }),
      }),
  });

  expect(log.find((line) => line.functionName === 'read')).toMatchObject({
    level: 'warning',
    message: "This host has no input binding 'blob': 'read' fails when it uses it.",
  });
  expect((await fetch(`${host.url}/api/read`)).status).toBe(500);
});

test('retry policies of triggers are said to be lacking', async () => {
  const { host } = await startTestHost({
    more: () =>
      app.timer('tick', {
        schedule: '0 0 0 1 1 *',
        retry: { strategy: 'fixedDelay', maxRetryCount: 3, delayInterval: 1000 },
        handler: () => undefined,
      }),
  });

  expect(host.gaps).toEqual([
    expect.objectContaining({ reason: "This host does not carry out retry policies of triggers ('tick')." }),
  ]);
  expect(host.functions.map(({ name }) => name)).toContain('tick');
});
