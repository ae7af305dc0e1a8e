import { expect, test } from 'vitest';
import { routes } from '../../functions/http/routes.ts';
import { chatZip, release, startApp } from '../support/app-under-test.ts';

test('no answer of the API holds an address or a key of the durable extension', async () => {
  const app = await startApp();
  const { id } = await release(app);
  const ask = async (method: string, path: string, body?: string | FormData) => {
    const answer = await fetch(`${app.host.url}/api/${path}`, { method, ...(body === undefined ? {} : { body }) });
    return `${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`;
  };
  const form = new FormData();
  form.set('package', new Blob([new Uint8Array(await chatZip({ 'answer.jinja2': 'Other' }))]), 'chat.zip');

  const said = [await ask('POST', 'releases', form), await ask('POST', 'releases', 'nothing')];
  for (const { method, path } of routes) {
    const at = path.replace('{id}', id).replace('{name}', 'chat');
    said.push(await ask(method, `${at}?endpoint=chat`, method === 'GET' ? undefined : '{"command": "abort"}'));
    said.push(await ask(method, at.replace(id, 'none').replace('chat', 'none'), method === 'GET' ? undefined : ''));
  }

  expect(said.length).toBe(2 + 2 * routes.length);
  expect(said.filter((text) => /code=|runtime\/webhooks|statusQueryGetUri|sendEventPostUri/.test(text))).toEqual([]);
});
