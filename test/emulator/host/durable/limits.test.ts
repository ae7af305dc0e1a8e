import { describe, expect, test } from 'vitest';
import { actionTypes } from '../../../../emulator/host/durable/actions.ts';
import { eventTypes } from '../../../../emulator/host/durable/history-event.ts';
import { replay } from '../../../../emulator/host/durable/replay/replay.ts';
import { type Orchestrator, startTestHost } from '../test-host.ts';

const forbidden = 'bad \uFFFE character';
const large = 'x'.repeat(50 * 1024);
const huge = 'x'.repeat(1100 * 1024);

const orchestrators: Record<string, Orchestrator> = {
  *sends(context) {
    const { text } = context.df.getInput() as { text: string };
    yield context.df.callActivity('echo', { text });
    return 'done';
  },
  *calls(context) {
    yield context.df.callActivity(String(context.df.getInput()), {});
    return 'done';
  },
  *returns(context) {
    yield context.df.callActivity('echo', {});
    return context.df.getInput();
  },
  *shows(context) {
    context.df.setCustomStatus('x'.repeat(Number(context.df.getInput())));
    yield context.df.callActivity('echo', {});
  },
  *throws(context) {
    yield context.df.callActivity('echo', {});
    throw new Error('x'.repeat(70 * 1024));
  },
};
const activities = {
  answersForbidden: () => forbidden,
  answersHuge: () => huge,
  throwsLong: () => {
    throw new Error('x'.repeat(70 * 1024));
  },
};

const startWith = (storageProvider: object) =>
  startTestHost({ orchestrators, activities }, { hostJson: { extensions: { durableTask: { storageProvider } } } });

describe('on Azure Storage', () => {
  test.each([
    ['sends', { text: forbidden }, "The input of 'echo' has a character that XML 1.0 forbids"],
    ['calls', 'answersForbidden', "The result of 'answersForbidden' has a character that XML 1.0 forbids"],
    ['returns', { text: forbidden }, 'The output has a character that XML 1.0 forbids'],
    ['calls', 'throwsLong', "The error text of 'throwsLong' has"],
    ['throws', {}, 'The error text has'],
  ])('an instance stays Running, and it is said why: %s %j', async (name, input, message) => {
    const { host, start, log } = await startWith({ type: 'AzureStorage' });
    const id = await start(name, input);

    await host.idle();

    expect(host.instances.get(id)?.runtimeStatus).toBe('Running');
    expect(log.filter((line) => line.level === 'error').map((line) => line.message)).toEqual([
      expect.stringContaining(message),
    ]);
  });

  test.each([
    ['sends', { text: forbidden }],
    ['calls', 'answersForbidden'],
    ['returns', { text: forbidden }],
  ])('Base64 messages carry every character: %s %j', async (name, input) => {
    const { run } = await startWith({ type: 'AzureStorage', queueClientMessageEncoding: 'Base64' });

    expect((await run(name, input)).runtimeStatus).toBe('Completed');
  });

  test('what it would move to a blob is remarked on', async () => {
    const { run, log } = await startWith({ type: 'AzureStorage' });

    expect((await run('sends', { text: large })).runtimeStatus).toBe('Completed');
    expect(log.filter((line) => line.level === 'warning').map((line) => line.message)).toEqual([
      expect.stringMatching(/^The input of 'echo' has \d+ bytes: Azure Storage would move it to a blob/),
      expect.stringMatching(/^The result of 'echo' has \d+ bytes/),
    ]);
  });
});

describe('on the Durable Task Scheduler', () => {
  test.each([
    ['sends', { text: huge }, /^The input of 'echo' has \d+ bytes, more than the 1048576/],
    ['returns', huge, /^The output has \d+ bytes/],
    ['calls', 'answersHuge', /The result of 'answersHuge' has \d+ bytes/],
  ])('more than a megabyte is refused: %s', async (name, input, message) => {
    const { run } = await startWith({ type: 'azureManaged' });

    const ended = await run(name, input);

    expect([ended.runtimeStatus, ended.output]).toEqual(['Failed', expect.stringMatching(message)]);
  });

  test('an instance id has at most 100 characters', async () => {
    const { api } = await startWith({ type: 'azureManaged' });

    expect((await api('POST', `orchestrators/sends/${'x'.repeat(101)}`, {})).status).toBe(400);
    expect((await api('POST', `orchestrators/sends/${'x'.repeat(100)}`, {})).status).toBe(202);
  });
});

test.each([
  [8_000, 'Completed'],
  [9_000, 'Failed'],
])('a custom status of %i characters: %s', async (length, status) => {
  const { run } = await startWith({});

  expect((await run('shows', length)).runtimeStatus).toBe(status);
});

test.each([
  [100_000, undefined],
  [100_001, 'The orchestration asks for more than 100000 actions (MaxOrchestrationActions).'],
])('%i actions: %s', (count, fault) => {
  const actions = Array.from({ length: count }, () => ({ actionType: actionTypes.CallActivity, functionName: 'a' }));
  const whole = [{ actionType: actionTypes.WhenAny, compoundActions: actions.slice(1) }];
  const timestamp = '2026-01-01T00:00:00Z';
  const started = { EventType: eventTypes.ExecutionStarted, EventId: -1, IsPlayed: false, Timestamp: timestamp };
  const settings = {
    instanceId: 'one',
    executionId: 'x',
    maximumShortTimerInMs: 1,
    longTimerIntervalInMs: 1,
    httpPollIntervalInMs: 1,
    hasEnded: false,
    refusalOf: () => undefined,
  };

  expect(replay([started], whole, settings).fault).toBe(fault);
});
