import { expect, test } from 'vitest';
import { consume, endpoints, test as sendTest } from '../../cli/endpoint.ts';
import { release, startApp } from '../support/app-under-test.ts';

test('the command line lists, shows, tests and explains endpoints', async () => {
  const app = await startApp();
  const told = await release(app);
  const found = app.memory.endpoints.get('chat');
  if (found) app.memory.endpoints.set('chat', { ...found, scoringUri: 'https://chat.example/score' });
  const lines: string[] = [];
  const output = { line: (text: string) => void lines.push(text), error: (text: string) => void lines.push(text) };
  const options = { api: `${app.host.url}/api`, json: false };

  const codes = [
    await endpoints(undefined, options, output),
    await endpoints('chat', options, output),
    await endpoints('none', { ...options, json: true }, output),
    await consume('chat', { ...options, lang: 'python' }, output),
    await sendTest('chat', { ...options, request: '{"question": "Why?"}' }, output),
  ];

  expect(codes).toEqual([0, 0, 2, 0, 0]);
  expect(lines[0]).toBe(`chat: Succeeded, key, ${told.deployment} 100 % (${told.id})`);
  expect(lines.join('\n')).toMatch(
    /× Standard_\S+, 100 %[\s\S]*unknown-endpoint[\s\S]*import urllib.request[\s\S]*200 after/,
  );
  await expect(sendTest('chat', { ...options, request: 'Why?' }, output)).rejects.toThrow('is not JSON');
});
