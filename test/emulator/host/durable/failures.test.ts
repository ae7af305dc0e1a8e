import * as df from 'durable-functions';
import { expect, test } from 'vitest';
import { startTestHost } from '../test-host.ts';

test('a failure carries its details when the app has a provider for them', async () => {
  const { run } = await startTestHost({
    orchestrators: {
      *o(context) {
        try {
          yield context.df.callActivity('coded');
        } catch (error) {
          const { failureDetails } = error as df.TaskFailedError;
          return [error instanceof df.TaskFailedError, failureDetails.errorType, failureDetails.properties];
        }
        return 'not thrown';
      },
    },
    activities: {
      coded() {
        throw Object.assign(new Error('nope'), { name: 'QuotaError', code: 'QuotaExceeded' });
      },
    },
    more: () =>
      df.app.setExceptionPropertiesProvider({
        getExceptionProperties: (error) => ({ code: (error as { code?: string }).code ?? '' }),
      }),
  });

  expect((await run('o')).output).toEqual([true, 'QuotaError', { code: 'QuotaExceeded' }]);
});

test('an orchestrator that throws fails in the words of the extension', async () => {
  const { run } = await startTestHost({
    orchestrators: {
      *o(context) {
        yield context.df.callActivity('echo', {});
        throw new Error('on purpose');
      },
    },
  });

  expect(await run('o')).toMatchObject({
    runtimeStatus: 'Failed',
    output: "Orchestrator function 'o' failed: on purpose",
  });
});

test('a function that runs longer than functionTimeout fails', async () => {
  const { run } = await startTestHost(
    {
      orchestrators: {
        *o(context) {
          yield context.df.callActivity('endless');
        },
      },
      activities: { endless: () => new Promise(() => {}) },
    },
    { hostJson: { functionTimeout: '00:00:00.05' } },
  );

  const ended = await run('o');

  expect(ended.runtimeStatus).toBe('Failed');
  expect(ended.output).toContain('Timeout value of 0.05 s was exceeded by function: Functions.endless');
});
