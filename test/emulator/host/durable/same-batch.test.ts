import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Change } from '../../../../emulator/host/durable/change.ts';
import { eventTypes, type PendingEvent } from '../../../../emulator/host/durable/history-event.ts';
import { type Orchestrator, startTestHost, type TestHost } from '../test-host.ts';

/** A host whose instance `one` has got as far as it could, and finds these events together when it goes on. */
async function meeting(orchestrator: Orchestrator, input: unknown, events: readonly PendingEvent[]): Promise<TestHost> {
  const stateFolder = mkdtempSync(path.join(tmpdir(), 'host-'));
  onTestFinished(() => rmSync(stateFolder, { recursive: true }));
  const before = await startTestHost({ orchestrators: { orchestrator } }, { stateFolder });
  await before.start('orchestrator', input, 'one');
  await before.host.idle();
  await before.host.stop();
  const posts = events.map((event): Change => ({ do: 'post', instanceId: 'one', message: { event } }));
  appendFileSync(path.join(stateFolder, 'durable.jsonl'), `${JSON.stringify(posts)}\n`);
  return startTestHost({ orchestrators: { orchestrator } }, { stateFolder });
}

const raised = (value: unknown): PendingEvent => ({
  EventType: eventTypes.EventRaised,
  EventId: -1,
  Name: 'go',
  Input: JSON.stringify(value),
});

test('an event after the one that led to continueAsNew is carried over', async () => {
  const { toEnd } = await meeting(
    function* (context) {
      const { seen } = context.df.getInput() as { seen: string[] };
      const event: string = yield context.df.waitForExternalEvent('go');
      const now = [...seen, event];
      if (now.length < 3) context.df.continueAsNew({ seen: now });
      return now;
    },
    { seen: [] },
    [raised('first'), raised('second'), raised('third')],
  );

  expect((await toEnd('one')).output).toEqual(['first', 'second', 'third']);
});

test('an event that comes with the suspension is kept until the instance is resumed', async () => {
  const { host, api, toEnd } = await meeting(
    function* (context) {
      return yield context.df.waitForExternalEvent('go');
    },
    {},
    [raised('x'), { EventType: eventTypes.ExecutionSuspended, EventId: -1, Reason: 'r' }],
  );
  await host.idle();
  expect(host.instances.get('one')?.runtimeStatus).toBe('Suspended');

  await api('POST', 'instances/one/resume?reason=r');

  expect((await toEnd('one')).output).toBe('x');
});

test('a termination wins over everything that comes with it', async () => {
  const { toEnd } = await meeting(
    function* (context) {
      return yield context.df.waitForExternalEvent('go');
    },
    {},
    [raised('x'), { EventType: eventTypes.ExecutionTerminated, EventId: -1, Input: '"enough"' }],
  );

  expect(await toEnd('one')).toMatchObject({ runtimeStatus: 'Terminated', output: 'enough' });
});
