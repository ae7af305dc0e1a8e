import { describe, expect, test } from 'vitest';
import { ask } from '../../support/azure-client.ts';
import { untilSettled } from '../../support/emulated-azure.ts';
import { endpointsToPut } from '../../support/put-resources.ts';

const { started, good, put, withProperties } = endpointsToPut();
const said = (body: unknown) => JSON.stringify(body);

const quotas = 'How to manage quotas: names of endpoints and deployments';
const rollout = 'Perform safe rollout of new deployments for real-time inference';
const yaml = 'CLI YAML schema of online endpoints';

describe('an endpoint is refused', () => {
  test.each([
    [
      'no location',
      'new-one',
      { ...good, location: undefined },
      'LocationRequired',
      'Azure Resource Manager: tracked resources',
    ],
    [
      'another location',
      'new-one',
      { ...good, location: 'westus' },
      'The location',
      'Azure Resource Manager: tracked resources',
    ],
    ['no identity', 'new-one', { ...good, identity: undefined }, 'requires `identity`', 'field report of the service'],
    ['a name that begins with a digit', '1st-endpoint', good, 'not valid', quotas],
    ['a name of two characters', 'ab', good, 'not valid', quotas],
    ['a name of 33 characters', 'a'.repeat(33), good, 'not valid', quotas],
    ['two dashes together', 'a--b', good, 'not valid', quotas],
    ['a dash at the end', 'ab-', good, 'not valid', quotas],
    [
      'an unknown way to authenticate',
      'new-one',
      withProperties({ authMode: 'Password' }),
      'Password',
      'REST reference, EndpointAuthMode',
    ],
    ['traffic at its creation', 'new-one', withProperties({ traffic: { blue: 100 } }), 'does not exist', yaml],
    ['shares that sum to 90', 'echo', withProperties({ traffic: { blue: 90 } }), 'either 0 or 100', rollout],
    [
      'shares that sum to 110',
      'echo',
      withProperties({ traffic: { blue: 90, green: 20 } }),
      'either 0 or 100',
      rollout,
    ],
    [
      'half a percent',
      'echo',
      withProperties({ traffic: { blue: 99.5, green: 0.5 } }),
      'whole number',
      'REST reference: traffic is a map of int32',
    ],
    [
      'traffic to a deployment that is not there',
      'echo',
      withProperties({ traffic: { red: 100 } }),
      'does not exist',
      rollout,
    ],
    [
      'more than half of the traffic mirrored',
      'echo',
      withProperties({ traffic: { blue: 100 }, mirrorTraffic: { green: 51 } }),
      'At most 50',
      rollout,
    ],
    [
      'traffic mirrored to two',
      'echo',
      withProperties({ mirrorTraffic: { blue: 10, green: 10 } }),
      'one deployment only',
      rollout,
    ],
    [
      'mirrored and live traffic to one',
      'echo',
      withProperties({ traffic: { blue: 100 }, mirrorTraffic: { blue: 10 } }),
      'takes live traffic',
      rollout,
    ],
    [
      'a user-assigned identity without one',
      'new-one',
      { ...good, identity: { type: 'UserAssigned' } },
      'must be given',
      'REST reference, ManagedServiceIdentity',
    ],
    [
      'an identity that is not there',
      'new-one',
      { ...good, identity: { type: 'UserAssigned', userAssignedIdentities: { '/subscriptions/s/none': {} } } },
      'FailedIdentityOperation',
      'Managed identities: known issues',
    ],
  ])('for %s', async (_, name, body, words, _document) => {
    const answer = await put(name, body);

    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(said(answer.body)).toContain(words);
    expect(started.azure.cloud.endpoints.size).toBe(1);
  });

  test('for a name that another customer of the region has (field report: "already exists")', async () => {
    await fetch(`${started.azure.controlUrl}/taken-names/popular`, { method: 'PUT' });

    const { status, body } = await put('popular', good);

    expect({ status, code: body.error.code }).toEqual({ status: 400, code: 'UserError' });
    expect(body.error.message).toContain('An endpoint with this name already exists');
  });

  test('for a name that another workspace of the region has (Endpoint names are unique in an Azure region)', async () => {
    const other = await fetch(`${started.azure.controlUrl}/workspaces`, {
      method: 'POST',
      body: JSON.stringify({ name: 'other' }),
      headers: { 'content-type': 'application/json' },
    });
    const { id } = (await other.json()) as { id: string };

    const { body } = await ask(started.azure.url, { method: 'PUT', path: `${id}/onlineEndpoints/echo`, body: good });

    expect(body.error.message).toContain('An endpoint with this name already exists');
  });

  test('when the region is full (How to manage quotas, "Endpoint Quota reached")', async () => {
    await setLimit('endpoints', 1);

    const { status, body } = await put('one-more', good);
    await setLimit('endpoints', 100);

    expect({ status, code: body.error.code }).toEqual({ status: 400, code: 'InferencingClientCallFailed' });
    expect(body.error.message).toContain('Current usage/limit: 1/1');
  });

  test('when it enforces secret stores and its maker may not read secrets (Authentication for online endpoints)', async () => {
    const body = withProperties({ properties: { enforce_access_to_default_secret_stores: 'enabled' } });
    const path = `${started.azure.workspace.id}/onlineEndpoints/secretive`;
    const token = 'tok:https://management.azure.com/.default#00000000-0000-0000-0000-00000000beef';

    const refused = await ask(started.azure.url, { method: 'PUT', path, body, token });

    expect({ status: refused.status, code: refused.body.error.code }).toEqual({
      status: 403,
      code: 'AuthorizationFailed',
    });
  });

  test('when a recorded property changes (REST reference: can be added, but not removed or altered)', async () => {
    await put('with-property', withProperties({ properties: { owner: 'one' } }));
    await untilSettled(started);

    const { status, body } = await put('with-property', withProperties({ properties: { owner: 'two' } }));

    expect(status).toBe(400);
    expect(body.error.message).toContain("'owner'");
  });
});

const setLimit = (name: string, limit: number) =>
  fetch(`${started.azure.controlUrl}/limits/${name}`, {
    method: 'PUT',
    body: JSON.stringify({ limit }),
    headers: { 'content-type': 'application/json' },
  });
