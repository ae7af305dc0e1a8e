import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ailments, diagnose } from '../../../domain/doctor/diagnose.ts';
import { failureTexts as texts } from './failure-texts.ts';

describe('diagnose', () => {
  test.each(texts)('knows %s', (name, text) => {
    expect(diagnose({ error: text }).class).toBe(name);
  });

  test('has an example of every class', () => {
    expect([...new Set(texts.map(([name]) => name))].sort()).toEqual(
      [...ailments.map(({ class: name }) => name), 'unknown'].sort(),
    );
  });

  test('is not misled by white space, capitals, ids and names', () => {
    const name = fc.string({ unit: fc.constantFrom(...'abcxyz-_'), minLength: 3, maxLength: 20 });
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.constantFrom(' ', '  ', '\n', '\t \r\n'),
        fc.uuid(),
        name,
        ([wanted, text], space, id, other) => {
          const changed = text
            .replaceAll(' ', space)
            .replace('SubscriptionId s', `SubscriptionId ${id}`)
            .replace('endpoint e ', `endpoint ${other} `);
          return diagnose({ error: `${id} ${other}\n${changed}` }).class === wanted;
        },
      ),
    );
  });

  test('looks into errors of any depth', () => {
    const error = {
      error: {
        code: 'UserError',
        details: [{ code: 'x' }],
        additionalInfo: [{ type: 'InnerError', info: { value: { code: 'OperationCanceled' } } }],
      },
    };

    expect(diagnose({ error }).class).toBe('platform.cancelled');
  });

  test('prefers what the log says over how the failure shows', () => {
    const error = { code: 'ResourceNotReady', message: 'User container has crashed or terminated' };
    const text =
      "[2026-01-01][pfserving-app][WARNING] - Load mdc related module failed: No module named 'azureml'\nFailed to load python module from file 'a.py': (ModuleNotFoundError) No module named 'bs4'";

    expect(diagnose({ error, logs: [{ container: 'inference-server', text }] })).toMatchObject({
      class: 'requirements.missing_module',
      details: { module: 'bs4' },
      isRetryable: false,
    });
    expect(diagnose({ error, logs: [{ container: 'inference-server', text: text.split('\n')[0] ?? '' }] }).class).toBe(
      'container.crashed',
    );
  });

  test.each([
    [{ status: 409 }, 'conflict.endpoint_busy'],
    [{ error: { code: 'Conflict' } }, 'conflict.endpoint_busy'],
    [{ statusCode: 504, message: 'x' }, 'platform.internal'],
    ['HTTP 404 for the deployment blue', 'consistency.deployment_404'],
    ['ERROR: ResolutionImpossible: dependency conflict', 'environment.image_build_failed'],
    ['[12:00:00.408] port 409, 500 lines in 404 ms, pid 429', 'unknown'],
  ])('takes a number for a status only where it is one: %j', (error, name) => {
    expect(diagnose({ error }).class).toBe(name);
  });

  test('reads answers, and what the front says of the container', () => {
    const answer = (status: number, body: string, headers = {}) =>
      diagnose({ answer: { status, headers, body } }).class;

    expect(answer(424, '', { 'ms-azureml-model-error-statuscode': '408', other: '500' })).toBe('timeout.request');
    expect(answer(429, '')).toBe('throttled.requests');
    expect(answer(424, '{"error":{"message":"Execution failure in \'ask\'"}}')).toBe('flow.node_failed');
    expect(answer(200, '{}')).toBe('unknown');
  });

  test('tells what may be done without asking', () => {
    expect(diagnose({ error: 'SecretsInjectionError' })).toMatchObject({ isRetryable: true, fix: 'waitForRole' });
    expect(diagnose({ error: 'OutOfQuota' })).not.toHaveProperty('fix');
  });

  test('tells the numbers of a quota', () => {
    expect(diagnose({ error: texts.find(([name]) => name === 'quota.vm_cores')?.[1] }).details).toEqual({
      size: 'Standard_DS3_v2',
      usage: '0',
      limit: '6',
      needed: '8',
    });
  });

  test('answers whatever it is given', () => {
    fc.assert(fc.property(fc.anything({ maxDepth: 5 }), (error) => typeof diagnose({ error }).class === 'string'));
    expect(diagnose({}).class).toBe('unknown');
  });
});
