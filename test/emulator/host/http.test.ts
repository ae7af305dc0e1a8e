import { app } from '@azure/functions';
import { describe, expect, test } from 'vitest';
import { matchRoute, routesOf } from '../../../emulator/host/http/routes.ts';
import { startTestHost } from './test-host.ts';

const functionWith = (name: string, trigger: object) => ({
  name,
  metadata: { name, bindings: {} },
  callback: () => undefined,
  triggerName: 'httpTrigger',
  trigger: { type: 'httpTrigger', direction: 'in' as const, ...trigger },
});

test.each([
  ['items/{id}', 'GET', '/api/items/7', { id: '7' }],
  ['items/{id}', 'GET', '/API/Items/7/', { id: '7' }],
  ['items/{id:int}', 'GET', '/api/items/7', { id: '7' }],
  ['items/{id:int}', 'GET', '/api/items/x', undefined],
  [
    'items/{id:guid}',
    'GET',
    '/api/items/6f9619ff-8b86-d011-b42d-00cf4fc964ff',
    { id: '6f9619ff-8b86-d011-b42d-00cf4fc964ff' },
  ],
  ['items/{id?}', 'GET', '/api/items', {}],
  ['items/{id?}', 'GET', '/api/items/7', { id: '7' }],
  ['files/{*rest}', 'GET', '/api/files/a/b.txt', { rest: 'a/b.txt' }],
  ['files/{*rest}', 'GET', '/api/files', {}],
  ['report-{id}.pdf', 'GET', '/api/report-7.pdf', { id: '7' }],
  ['items/{id}', 'GET', '/api/items/a%2Fb', { id: 'a/b' }],
  ['items/{id}', 'GET', '/api/items', undefined],
  ['items', 'DELETE', '/api/items', undefined],
  ['items', 'GET', '/items', undefined],
])('route %s with %s %s has the parameters %j', (route, method, path, parameters) => {
  const routes = routesOf([functionWith('f', { route, methods: ['GET', 'POST'] })], 'api');

  expect(matchRoute(routes, method, path)?.parameters).toEqual(parameters);
});

test('of two routes that match the more literal one is taken', () => {
  const routes = routesOf(
    [functionWith('any', { route: 'items/{id}' }), functionWith('latest', { route: 'items/latest' })],
    '',
  );

  expect(matchRoute(routes, 'GET', '/items/latest')?.fn.name).toBe('latest');
  expect(matchRoute(routes, 'GET', '/items/other')?.fn.name).toBe('any');
});

describe('an HTTP function', () => {
  test('gets everything of the request, and its answer is sent as it is', async () => {
    const { host } = await startTestHost({
      more: () =>
        app.http('item', {
          route: 'items/{id:int}/{tail?}',
          methods: ['PUT'],
          handler: async (request) => ({
            status: 201,
            headers: { 'x-a': 'b' },
            cookies: [{ name: 'k', value: 'v w', path: '/', maxAge: 60, httpOnly: true, sameSite: 'Strict' }],
            jsonBody: {
              id: request.params['id'],
              tail: request.params['tail'] ?? null,
              query: request.query.get('q'),
              header: request.headers.get('x-in'),
              body: await request.json(),
              url: new URL(request.url).pathname,
            },
          }),
        }),
    });

    const response = await fetch(`${host.url}/api/items/7?q=%C3%A9`, {
      method: 'PUT',
      headers: { 'x-in': 'y' },
      body: '{"x":1}',
    });

    expect(response.status).toBe(201);
    expect(response.headers.get('x-a')).toBe('b');
    expect(response.headers.get('set-cookie')).toBe('k=v%20w; Path=/; Max-Age=60; HttpOnly; SameSite=Strict');
    expect(await response.json()).toEqual({
      id: '7',
      tail: null,
      query: 'é',
      header: 'y',
      body: { x: 1 },
      url: '/api/items/7',
    });
  });

  test.each([
    [
      'that throws answers 500',
      {
        handler: () => {
          throw new Error('boom');
        },
      },
      'GET',
      500,
    ],
    ['that answers nothing is 204', { handler: () => undefined }, 'GET', 204],
    ['called with another method is not found', { handler: () => ({}) }, 'DELETE', 404],
  ])('%s', async (_, options, method, status) => {
    const { host } = await startTestHost({ more: () => app.http('f', options as never) });

    expect((await fetch(`${host.url}/api/f`, { method })).status).toBe(status);
  });

  test('is below the prefix of host.json, or below none', async () => {
    const more = () => app.http('f', { handler: () => ({ body: 'here' }) });
    const { host } = await startTestHost({ more }, { hostJson: { extensions: { http: { routePrefix: '' } } } });

    expect(await (await fetch(`${host.url}/f`)).text()).toBe('here');
    expect((await fetch(`${host.url}/api/f`)).status).toBe(404);
  });

  test('that is disabled by a setting is not there', async () => {
    const { host } = await startTestHost(
      { more: () => app.http('off', { handler: () => ({}) }) },
      { settings: { 'AzureWebJobs.off.Disabled': 'true' } },
    );

    expect((await fetch(`${host.url}/api/off`)).status).toBe(404);
  });
});

describe('with a key', () => {
  const more = () => {
    for (const authLevel of ['anonymous', 'function', 'admin'] as const) {
      app.http(authLevel, { authLevel, handler: () => ({}) });
    }
    app.eventGrid('onEvent', { handler: () => undefined });
  };

  test.each([
    ['/api/anonymous', 200],
    ['/api/function', 401],
    ['/api/function?code=secret', 200],
    ['/api/admin', 401],
    ['/api/admin?code=secret', 200],
    ['/api/admin?code=other', 401],
    ['/admin/host/status', 401],
    ['/admin/host/status?code=secret', 200],
    ['/runtime/webhooks/durabletask/instances', 401],
    ['/runtime/webhooks/durabletask/instances?code=secret', 200],
    ['/runtime/webhooks/eventgrid?functionName=onEvent', 401],
    ['/runtime/webhooks/other?code=secret', 404],
  ])('%s answers %i', async (path, status) => {
    const { host } = await startTestHost({ more }, { key: 'secret' });

    expect((await fetch(`${host.url}${path}`)).status).toBe(status);
  });

  test('the header x-functions-key opens too', async () => {
    const { host } = await startTestHost({ more }, { key: 'secret' });

    const response = await fetch(`${host.url}/api/function`, { headers: { 'x-functions-key': 'secret' } });

    expect(response.status).toBe(200);
  });
});

describe('the admin API', () => {
  test('lists functions with their bindings, and runs one now', async () => {
    const inputs: unknown[] = [];
    const { host } = await startTestHost(
      {
        more: () =>
          app.storageQueue('work', {
            queueName: 'q',
            connection: 'NoStorage',
            handler: (item) => void inputs.push(item),
          }),
      },
      { settings: { NoStorage: 'UseDevelopmentStorage=true' } },
    );

    const functions = (await (await fetch(`${host.url}/admin/functions`)).json()) as { name: string }[];
    const run = await fetch(`${host.url}/admin/functions/work`, { method: 'POST', body: '{"input":"{\\"n\\":1}"}' });
    await host.idle();

    expect(functions.map(({ name }) => name)).toEqual(['echo', 'fail', 'work']);
    expect([run.status, inputs]).toEqual([202, [{ n: 1 }]]);
    expect((await fetch(`${host.url}/admin/functions/nobody`)).status).toBe(404);
  });
});
