import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answeredFor, requestClasses, requestClassOf } from '../../domain/request-classes.ts';

describe('what became of a request', () => {
  test.each([
    ['200', '200', 'succeeded'],
    ['204', '', 'succeeded'],
    ['100', '', 'succeeded'],
    ['424', '500', 'modelErrors'],
    ['424', '502', 'modelErrors'],
    ['424', '0', 'modelErrors'],
    ['424', '', 'modelErrors'],
    ['424', '400', 'modelRefusals'],
    ['424', '429', 'modelRefusals'],
    ['408', '0', 'timeouts'],
    ['429', '', 'throttled'],
    ['500', '', 'platformErrors'],
    ['503', '200', 'platformErrors'],
    ['401', '', 'callerErrors'],
    ['404', '0', 'callerErrors'],
    ['413', '', 'callerErrors'],
    ['2xx', '200', 'succeeded'],
    ['5XX', '', 'platformErrors'],
    ['4xx', '500', 'modelErrors'],
    ['4XX', '400', 'modelRefusals'],
    ['4xx', '0', 'unclear'],
    ['', '', 'unclear'],
    ['0', '', 'unclear'],
    ['-', '200', 'unclear'],
    ['60', '', 'unclear'],
  ])('status %j with the container saying %j is of the class %s', (status, modelStatus, expected) => {
    expect(requestClassOf(status, modelStatus)).toBe(expected);
  });

  test('a container that says nothing may be left out', () => {
    expect(requestClassOf('424')).toBe('modelErrors');
  });

  test('every status has a class, and only 1xx to 3xx are successes', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (status, modelStatus) => {
        const found = requestClassOf(status, modelStatus);

        expect(requestClasses).toContain(found);
        if (found === 'succeeded') expect(status).toMatch(/^[123](\d\d|xx)$/i);
      }),
    );
  });
});

describe('what a deployment answers for', () => {
  test('what callers did wrong and what nobody can read are in neither number', () => {
    const counts = { succeeded: 90, modelErrors: 1, modelRefusals: 2, timeouts: 3, throttled: 4, platformErrors: 5 };

    expect(answeredFor({ ...counts, callerErrors: 1000, unclear: 1000 })).toEqual({ requests: 105, errors: 15 });
  });

  test('never has more errors than requests', () => {
    const counts = fc.record(Object.fromEntries(requestClasses.map((each) => [each, fc.nat(10_000)])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(counts, (some) => {
        const { requests, errors } = answeredFor(some);
        expect(errors).toBeLessThanOrEqual(requests);
      }),
    );
  });
});
