import { RestError } from '@azure/core-rest-pipeline';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failureOf, orAbsent, orRefused, orThrow } from '../../azure/failures.ts';
import { done } from '../../domain/outcome.ts';

const restError = (statusCode: number | undefined, code: string, message: string) =>
  new RestError(message, { code, ...(statusCode !== undefined && { statusCode }) });

const doing = 'create endpoint web';

describe('a failed call', () => {
  test.each([
    [409, 'Conflict', 'Another operation is in progress', 'conflict'],
    [400, 'OperationCanceled', 'Canceled by an operation of higher priority', 'conflict'],
    [412, 'ConditionNotMet', 'The condition was not met', 'changed-meanwhile'],
    [429, 'TooManyRequests', 'Slow down', 'throttled'],
    [408, 'RequestTimeout', 'Too slow', 'unavailable'],
    [500, 'InternalServerError', 'Something broke', 'unavailable'],
    [503, 'ServerBusy', 'Busy', 'unavailable'],
    [undefined, 'REQUEST_SEND_ERROR', 'connect ECONNREFUSED', 'unreachable'],
  ])('with %s %s is worth another try', (status, code, message, name) => {
    const failure = failureOf(restError(status, code, message), doing);

    expect(failure).toMatchObject({ kind: 'trouble' });
    expect(failure.kind === 'trouble' && failure.error.message).toBe(
      `${name}: could not ${doing}: ${code}: ${message}`,
    );
  });

  test.each([
    [400, 'BadRequest', 'The traffic must sum to 100', 'operation-failed'],
    [400, 'UserError', 'Asset paths cannot be updated.', 'operation-failed'],
    [400, 'UserError', 'An endpoint with this name already exists in this region', 'endpoint-conflict'],
    [403, 'AuthorizationFailed', 'No', 'missing-permission'],
    [401, 'InvalidAuthenticationToken', 'The access token is invalid', 'missing-permission'],
  ])('with %s %s is refused', (status, code, message, slug) => {
    const failure = failureOf(restError(status, code, message), doing);

    expect(failure.kind === 'refused' && failure.outcome.fault).toMatchObject({
      slug,
      message: expect.stringContaining(`Could not ${doing}: ${code}: ${message}`),
    });
  });

  test('with 404 is an absent thing', () => {
    expect(failureOf(restError(404, 'ResourceNotFound', 'gone'), doing).kind).toBe('absent');
  });

  test.each([
    [Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' }), 'timed-out'],
    [Object.assign(new Error('no managed identity'), { name: 'CredentialUnavailableError' }), 'not-signed-in'],
    [new TypeError('x is not a function'), 'unexpected'],
    ['text', 'unexpected'],
  ])('%s keeps its sentence', (problem, name) => {
    const failure = failureOf(problem, doing);

    expect(failure.kind === 'trouble' && failure.error.message).toMatch(new RegExp(`^${name}: could not ${doing}: `));
  });
});

describe('a missing permission', () => {
  const client = "The client 'x' with object id 'x' does not have authorization to perform action";

  test.each([
    ['Microsoft.MachineLearningServices/workspaces/onlineEndpoints/write', 'AzureML Data Scientist'],
    ['Microsoft.Authorization/roleAssignments/write', 'Role Based Access Control Administrator'],
    ['Microsoft.Storage/storageAccounts/read', 'Storage Blob Data Contributor'],
    ['Microsoft.Search/searchServices/read', 'a role that allows Microsoft.Search/searchServices/read'],
  ])('for %s names the action, the scope and the role', (action, role) => {
    const message = `${client} '${action}' over scope '/subscriptions/s/resourceGroups/g' or the scope is invalid.`;
    const failure = failureOf(restError(403, 'AuthorizationFailed', message), doing);

    const fault = failure.kind === 'refused' ? failure.outcome.fault : undefined;
    expect(fault?.message).toContain(`(action ${action} on /subscriptions/s/resourceGroups/g)`);
    expect(fault?.remedy).toContain(role);
    expect(fault?.remedy).toContain('/subscriptions/s/resourceGroups/g');
  });

  test('on a linked scope names that one', () => {
    const message =
      "The client has permission to perform action 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/write' on " +
      "scope '/subscriptions/s/one', however, it does not have permission to perform action(s) " +
      "'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the linked scope(s) '/subscriptions/s/two'";
    const failure = failureOf(restError(403, 'LinkedAuthorizationFailed', message), doing);

    const fault = failure.kind === 'refused' ? failure.outcome.fault : undefined;
    expect(fault?.remedy).toContain('"Managed Identity Operator" on /subscriptions/s/two');
  });

  test('on blobs names the role for blobs', () => {
    const message = 'This request is not authorized to perform this operation using this permission.';
    const failure = failureOf(restError(403, 'AuthorizationPermissionMismatch', message), doing);

    expect(failure.kind === 'refused' && failure.outcome.fault.remedy).toContain('Storage Blob Data Contributor');
  });
});

describe('what is told of a failure', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9+/]{24,60}$/);
  const leaks = fc.oneof(
    secret.map((text) => [text, `see https://a.blob.core.windows.net/c/b.zip?sv=1&sig=${text}&se=2 for more`]),
    secret.map((text) => [text, `https://app.azurewebsites.net/api/x?code=${text}`]),
    secret.map((text) => [text, `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${text}==;EndpointSuffix=x`]),
    secret.map((text) => [text, `header Authorization: Bearer ${text} was not accepted`]),
    secret.map((text) => [text, `{"primaryKey":"${text}"}`]),
    secret.map((text) => [text, `the api-key: ${text}`]),
    secret.map((text) => [text, `AZURE_OPENAI_API_KEY=${text}`]),
    secret.map((text) => [text, `password: "${text}"`]),
  );

  test('holds no secret, and is short', () => {
    fc.assert(
      fc.property(leaks, fc.integer({ min: 400, max: 599 }), ([text = '', message = ''], status) => {
        const failure = failureOf(restError(status, 'Code', message), doing);
        const told = failure.kind === 'trouble' ? failure.error.message : JSON.stringify(failure);
        return !told.includes(text) && told.length <= 1024;
      }),
    );
  });

  test.each([
    '{"error":{"code":"InvalidParameterValue","message":"no"}}',
    'error code: ImageBuildFailure',
    'Missing key: flow_definition',
    'prompt_tokens: 12345678',
  ])('keeps what helps: %s', (message) => {
    const failure = failureOf(restError(500, 'X', message), doing);

    expect(failure.kind === 'trouble' && failure.error.message).toContain(message);
  });

  test('of a long message is its beginning', () => {
    const failure = failureOf(restError(400, 'BadRequest', 'word '.repeat(1000)), doing);

    const fault = failure.kind === 'refused' ? failure.outcome.fault : undefined;
    expect(fault?.message.length).toBeLessThan(400);
    expect(fault?.message).toMatch(/word word.*…$/);
  });

  test('has no cause and no request, which hold the token', () => {
    const failure = failureOf(restError(500, 'X', 'y'), doing);

    expect(failure.kind === 'trouble' && Object.keys(failure.error)).toEqual([]);
    expect(failure.kind === 'trouble' && failure.error.cause).toBeUndefined();
  });
});

describe('a call', () => {
  const fails = (status: number) => () => Promise.reject(restError(status, 'Code', 'said'));

  test('whose thing is absent gives undefined, is refused, or is thrown, as its port says', async () => {
    expect(await orAbsent(doing, fails(404))).toBeUndefined();
    expect(await orRefused(doing, fails(404))).toMatchObject({ kind: 'refused', fault: { slug: 'operation-failed' } });
    await expect(orThrow(doing, fails(404))).rejects.toThrow(`not-found: could not ${doing}: Code: said`);
  });

  test('that is answered no is refused, or thrown where the port cannot refuse', async () => {
    expect(await orRefused(doing, fails(403))).toMatchObject({
      kind: 'refused',
      fault: { slug: 'missing-permission' },
    });
    await expect(orAbsent(doing, fails(403))).rejects.toThrow('missing-permission: Could not create endpoint web');
  });

  test('in trouble is always thrown', async () => {
    await expect(orAbsent(doing, fails(503))).rejects.toThrow('unavailable: ');
    await expect(orRefused(doing, fails(503))).rejects.toThrow('unavailable: ');
    await expect(orThrow(doing, fails(503))).rejects.toThrow('unavailable: ');
  });

  test('that succeeds gives its value', async () => {
    expect(await orRefused(doing, () => Promise.resolve(done(1)))).toEqual(done(1));
  });
});
