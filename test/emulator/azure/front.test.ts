import { request } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import { ask, subscriptionId } from '../../support/azure-client.ts';
import { azureOfThisFile } from '../../support/emulated-azure.ts';

const started = azureOfThisFile();
let url: string;
let workspace: string;
beforeAll(async () => {
  ({ url } = started.azure);
  workspace = started.azure.workspace.id;
});

describe('the door of the emulated Azure', () => {
  test('knows the host that was meant', async () => {
    const { status, body } = await ask(url, { path: workspace });

    expect(status).toBe(200);
    expect(body.properties.discoveryUrl).toBe('https://eastus.api.azureml.ms/discovery');
  });

  test('takes the host from a name that ends in .localhost', async () => {
    const answer = await new Promise<number | undefined>((resolve) => {
      const headers = {
        host: `management.azure.com.localhost:${new URL(url).port}`,
        authorization: 'Bearer tok:https://management.azure.com/.default',
      };
      request(`${url}${workspace}?api-version=2024-10-01`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });

    expect(answer).toBe(200);
  });

  test.each([
    ['no token', null, 'AuthenticationFailed'],
    ['a token that is none', 'something', 'InvalidAuthenticationToken'],
    ['a token for another audience', 'tok:https://ml.azure.com/.default', 'InvalidAuthenticationTokenAudience'],
  ])('refuses %s with 401 and a challenge (Azure Resource Manager, authentication)', async (_, token, code) => {
    const { status, body, headers } = await ask(url, { path: workspace, token });

    expect({ status, code: body.error.code }).toEqual({ status: 401, code });
    expect(headers.get('www-authenticate')).toContain('Bearer authorization_uri=');
  });

  test.each([
    ['none', null, 'MissingApiVersionParameter'],
    ['one that never was', '2019-13-01', 'InvalidApiVersionParameter'],
  ])('refuses an API version: %s (Azure Resource Manager, common errors)', async (_, apiVersion, code) => {
    const { status, body } = await ask(url, { path: workspace, apiVersion });

    expect({ status, code: body.error.code }).toEqual({ status: 400, code });
  });

  test('reads a parameter whose name is escaped, and a path with two slashes', async () => {
    const { status } = await ask(url, { path: `/${workspace}?api%2Dversion=2024-10-01`, apiVersion: null });

    expect(status).toBe(200);
  });

  test('says honestly what it does not have', async () => {
    const { status, body } = await ask(url, { method: 'POST', path: `${workspace}/diagnose` });

    expect(status).toBe(501);
    expect(body.error.message).toBe(
      `The emulator does not have POST https://management.azure.com${workspace}/diagnose yet`,
    );
  });

  test('writes down who asked for what', async () => {
    await ask(url, { path: `${workspace}/datastores`, token: 'tok:https://management.azure.com/.default#someone' });

    const [last] = started.azure.requests.all().slice(-1);
    expect(last).toMatchObject({
      ...{ host: 'management.azure.com', method: 'GET', path: `${workspace}/datastores`, status: 200 },
      ...{ apiVersion: '2024-10-01', scope: 'https://management.azure.com/.default', principalId: 'someone' },
    });
  });

  test('gives request ids, and says how many requests are left', async () => {
    const { headers } = await ask(url, { path: workspace });

    expect(headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(headers.get('x-ms-ratelimit-remaining-subscription-reads'))).toBeLessThan(250);
  });

  test('does not know a workspace that is not there', async () => {
    const { status, body } = await ask(url, { path: workspace.replace('flowferry-dev', 'nowhere') });

    expect({ status, code: body.error.code }).toEqual({ status: 404, code: 'ResourceNotFound' });
  });

  test('does not care about upper and lower case in ids', async () => {
    const path = workspace.replace('resourceGroups', 'resourcegroups').replace('flowferry-dev', 'FlowFerry-Dev');

    expect((await ask(url, { path })).status).toBe(200);
    expect(path).toContain(subscriptionId);
  });
});
