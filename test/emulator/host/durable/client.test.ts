import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { expect, test } from 'vitest';
import { type Orchestrator, startTestHost } from '../test-host.ts';

const waiting: Orchestrator = function* (context) {
  return yield context.df.waitForExternalEvent('go');
};

/** Runs a piece of code with the SDK's client inside an HTTP function, and answers what it returned. */
async function withClient(code: (client: df.DurableClient, idle: () => Promise<void>) => Promise<unknown>) {
  const running = await startTestHost({
    orchestrators: { waiting },
    more() {
      app.http('client', {
        extraInputs: [df.input.durableClient()],
        handler: async (_, context) => ({ jsonBody: await code(df.getClient(context), settled) }),
      });
    },
  });
  // The function itself is at work, so what is waited for is that the rest has settled.
  const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 50));
  const response = await fetch(`${running.host.url}/api/client`);
  return { running, told: (await response.json()) as Record<string, unknown> };
}

const told = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'resolved',
    (error: Error) => error.message,
  );

test('starts, watches and purges', async () => {
  const { told: answers } = await withClient(async (client, settle) => {
    const id = await client.startNew('waiting', { input: { a: 1 }, instanceId: 'one' });
    const duplicate = await told(client.startNew('waiting', { instanceId: 'one' }));
    await client.raiseEvent(id, 'go', { b: 2 });
    await settle();
    const status = await client.getStatus(id);
    const completed = await client.getStatusBy({ runtimeStatus: [df.OrchestrationRuntimeStatus.Completed] });
    const purged = await client.purgeInstanceHistory(id);
    return { duplicate, status, completed: completed.length, purged };
  });

  expect(answers).toMatchObject({
    duplicate: expect.stringContaining('already exists'),
    status: { runtimeStatus: 'Completed', input: { a: 1 }, output: { b: 2 } },
    completed: 1,
    purged: { instancesDeleted: 1 },
  });
});

test('hears nothing of an instance that has ended, and an error of one that is not there', async () => {
  const { told: answers } = await withClient(async (client, settle) => {
    const id = await client.startNew('waiting', { instanceId: 'one', input: {} });
    await client.raiseEvent(id, 'go', {});
    await settle();
    return {
      eventToEnded: await told(client.raiseEvent(id, 'go', {})),
      terminateEnded: await told(client.terminate(id, 'x')),
      suspendEnded: await told(client.suspend(id, 'x')),
      eventToNobody: await told(client.raiseEvent('nobody', 'go', {})),
      statusOfNobody: await told(client.getStatus('nobody')),
      history: (await client.getStatus(id, { showHistory: true })).history ?? null,
    };
  });

  expect(answers).toEqual({
    eventToEnded: 'resolved',
    terminateEnded: 'resolved',
    suspendEnded: 'resolved',
    eventToNobody: "No instance with ID 'nobody' found.",
    statusOfNobody: expect.stringContaining('HTTP 404'),
    history: null,
  });
});

test('sends ids and reasons as they are, so that some arrive as others', async () => {
  const { running, told: answers } = await withClient(async (client, settle) => {
    const reasoned = await client.startNew('waiting', { instanceId: 'two', input: {} });
    await settle();
    await client.terminate(reasoned, 'a & b');
    return { mangled: await client.startNew('waiting', { instanceId: 'pct%41', input: {} }) };
  });

  expect(answers['mangled']).toBe('pctA');
  expect((await running.toEnd('two')).output).toBe('a ');
});

test('delivers an empty text when it starts without input', async () => {
  const { running } = await withClient(async (client) => client.startNew('waiting', { instanceId: 'bare' }));
  await running.host.idle();

  expect(running.host.instances.get('bare')?.input).toBe('');
});

test('makes links to this host, with the system key', async () => {
  const { running, told: answers } = await withClient(async (client) => client.createHttpManagementPayload('one'));

  expect(new URL(String(answers['statusQueryGetUri'])).origin).toBe(running.host.url);
  expect(String(answers['terminatePostUri'])).toContain('code=');
});
