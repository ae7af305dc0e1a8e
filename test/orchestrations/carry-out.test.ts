import { expect, test } from 'vitest';
import { type AppUnderTest, chatZip, startApp } from '../support/app-under-test.ts';

const durable = (app: AppUnderTest, path: string, body?: object) =>
  fetch(`${app.host.url}/runtime/webhooks/durabletask/${path}`, {
    method: 'POST',
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

test('an activity that nobody foresaw is not run beside others', async () => {
  const app = await startApp();

  await durable(app, 'orchestrators/carryOut/odd', { activity: 'unforeseen', input: {} });
  await app.host.idle();

  const { runtimeStatus, output } = app.host.instances.get('odd') ?? {};
  expect(runtimeStatus).toBe('Failed');
  expect(output).toContain('unforeseen');
});

test('a step beside others that somebody ends from outside ends the release, undone', async () => {
  const register = async () => Promise.reject(new Error('storage: no answer'));
  const app = await startApp({ models: { register } });
  const { id } = (await (await app.post(await chatZip())).json()) as { id: string };
  await app.host.idle();

  await durable(app, `instances/deploy-${id}-1-registerModel/terminate?reason=test`);
  await app.settle();

  expect(app.memory.releases.get(id)).toMatchObject({ state: 'refused', fault: { slug: 'interrupted' } });
  expect(app.memory.endpoints.size).toBe(0);
});
