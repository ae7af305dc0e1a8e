import { expect, test } from 'vitest';
import { deploy } from '../../cli/deploy.ts';
import { startApp } from '../support/app-under-test.ts';
import { arrange } from '../support/evaluations.ts';

async function terminal() {
  const app = await startApp();
  const lines: string[] = [];
  const output = { line: (text: string) => lines.push(text), error: (text: string) => lines.push(text) };
  const options = { api: `${app.host.url}/api`, dryRun: false, wait: false, json: false };
  return { app, lines, output, options };
}

test('deploy --batch-run releases the flow that a batch run tested', async () => {
  const { app, lines, output, options } = await terminal();
  arrange(app.memory, { manifest: 'endpoint: {name: chat}\ngate: {metrics: {accuracy: {min: 0.8}}}' });

  const code = await deploy(undefined, { ...options, batchRun: 'batch', evaluationRun: 'eval' }, output);

  expect([code, ...lines]).toEqual([0, expect.stringMatching(/^Release chat-/)]);
  expect([...app.memory.releases.values()]).toMatchObject([{ gate: { word: 'passed' } }]);
});

test('deploy --batch-run tells why the gate does not let a flow pass', async () => {
  const { app, lines, output, options } = await terminal();
  arrange(app.memory, { manifest: 'endpoint: {name: chat}\ngate: {metrics: {accuracy: {min: 0.95}}}' });

  expect(await deploy(undefined, { ...options, batchRun: 'batch', evaluationRun: 'eval' }, output)).toBe(2);
  expect(await deploy(undefined, { ...options, batchRun: 'batch', dryRun: true }, output)).toBe(2);

  expect(lines).toEqual([
    expect.stringContaining('it must be at least 0.95'),
    expect.stringContaining('not-evaluated'),
  ]);
});

test.each([
  ['nothing', undefined, {}],
  ['both', 'chat.zip', { batchRun: 'batch' }],
])('deploy is not done where %s is named', async (_, target, named) => {
  const { output, options } = await terminal();

  await expect(deploy(target, { ...options, ...named }, output)).rejects.toThrow('not both');
});
