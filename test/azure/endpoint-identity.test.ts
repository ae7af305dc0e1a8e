import { expect, test } from 'vitest';
import { emulatedWorldOfThisFile, until } from './emulated-azure-fixture.ts';
import { newName, readyEndpoint } from './flow-fixture.ts';

const emulated = emulatedWorldOfThisFile();

/** Makes a user-assigned identity as a person would, past the adapters. */
async function newIdentity(): Promise<string> {
  const { azure } = emulated();
  const id =
    '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-flowferry/providers/' +
    `Microsoft.ManagedIdentity/userAssignedIdentities/${newName()}`;
  const answer = await fetch(`${azure.url}${id}?api-version=2023-01-31`, {
    method: 'PUT',
    headers: {
      'x-forwarded-host': 'management.azure.com',
      authorization: 'Bearer tok:https://management.azure.com/.default',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ location: 'eastus' }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return id;
}

test('an endpoint with a user-assigned identity has it, and keeps it when its traffic changes', async () => {
  const { world, workspaceId, listen } = emulated();
  const id = await newIdentity();
  const known = await world.workspaces.identity(id);
  const heard = listen();

  const endpoint = await readyEndpoint(world, workspaceId, { identity: { kind: 'userAssigned', id } });
  await world.endpoints.beginTraffic(endpoint, {});
  const facts = await until(
    () => world.endpoints.get(endpoint),
    (found) => found?.state === 'Succeeded',
  );

  expect(facts?.identity).toEqual({ kind: 'userAssigned', identityIds: [id], principalId: known?.principalId });
  const bodies = heard()
    .filter(({ method }) => method === 'PUT')
    .map(({ body }) => body);
  expect(bodies).toHaveLength(2);
  for (const body of bodies) {
    expect(body).toMatchObject({ identity: { type: 'UserAssigned', userAssignedIdentities: { [id]: {} } } });
  }
});
