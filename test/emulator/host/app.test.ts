import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { app } from '@azure/functions';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startHost } from '../../../emulator/host/host.ts';
import { startTestHost } from './test-host.ts';

/** A folder with an app in it, which finds the libraries of this project. */
function appFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'app-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

async function functionsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const host = await startHost({ appFolder: appFolder(files) });
  onTestFinished(() => host.stop());
  return host.functions.map(({ name }) => name);
}

const commonJs = (name: string) => `require('@azure/functions').app.http('${name}', { handler: () => ({}) });`;
const esModule = (name: string) =>
  `import { app } from '@azure/functions'; await app.http('${name}', { handler: () => ({}) });`;

describe('an app is loaded from the main of its package.json', () => {
  test.each([
    ['one CommonJS file', { main: 'main.cjs' }, { 'main.cjs': commonJs('a') }, ['a']],
    ['a .js file that is CommonJS', { main: 'main.js' }, { 'main.js': commonJs('a') }, ['a']],
    ['an ES module', { main: 'main.mjs' }, { 'main.mjs': esModule('a') }, ['a']],
    ['a .js file that is a module', { main: 'main.js', type: 'module' }, { 'main.js': esModule('a') }, ['a']],
    [
      'a pattern, whose files are taken in order',
      { main: 'dist/{functions,more}/**/*.js' },
      {
        'dist/functions/b.js': commonJs('b'),
        'dist/functions/in/c.js': commonJs('c'),
        'dist/more/a.js': commonJs('a'),
      },
      ['b', 'c', 'a'],
    ],
    ['index.js when it names none', {}, { 'index.js': commonJs('a') }, ['a']],
  ])('%s', async (_, manifest, files, expected) => {
    expect(await functionsOf({ 'package.json': JSON.stringify(manifest), ...files })).toEqual(expected);
  });

  test.each([
    ['a file that is not there', { main: 'dist/main.js' }, {}, 'File does not exist'],
    ['a pattern without a match', { main: 'dist/*.js' }, {}, 'Found zero files matching the supplied pattern'],
    ['a file that throws', { main: 'main.cjs' }, { 'main.cjs': 'throw new Error("at load")' }, 'at load'],
    ['a file that registers nothing', { main: 'main.cjs' }, { 'main.cjs': '' }, 'The app registered no functions.'],
    [
      'two functions of one name',
      { main: 'main.cjs' },
      { 'main.cjs': commonJs('a') + commonJs('A') },
      'A function with id "A" has already been registered.',
    ],
  ])('not from %s', async (_, manifest, files, message) => {
    const loading = functionsOf({ 'package.json': JSON.stringify(manifest), ...files });

    await expect(loading).rejects.toThrow(message);
  });

  test('with local.settings.json, which yields to the environment and to what is given', async () => {
    const main = `
      const { app } = require('@azure/functions');
      const { FROM_FILE, FROM_ENVIRONMENT, GIVEN } = process.env;
      app.http([FROM_FILE, FROM_ENVIRONMENT, GIVEN].join('-'), { handler: () => ({}) });`;
    process.env['FROM_ENVIRONMENT'] = 'environment';
    const values = { FROM_FILE: 'file', FROM_ENVIRONMENT: 'file', GIVEN: 'file' };
    const host = await startHost({
      settings: { GIVEN: 'given' },
      appFolder: appFolder({
        'package.json': '{"main":"main.cjs"}',
        'main.cjs': main,
        'local.settings.json': JSON.stringify({ Values: values }),
      }),
    });
    onTestFinished(() => host.stop());

    expect(host.functions[0]?.name).toBe('file-environment-given');
  });
});

test.each([
  [{ functionTimeout: 'soon' }, 'is not a time span'],
  [{ extensions: { durableTask: { hubName: 'my-hub' } } }, "the task hub name 'my-hub' is not allowed"],
  [{ extensions: { durableTask: { hubName: '%NO_HUB%' } } }, "'%NO_HUB%' does not resolve"],
  [{ extensions: { durableTask: { maxConcurrentActivityFunctions: 0 } } }, 'must be a whole number above 0'],
  [{ extensions: { durableTask: { versionMatchStrategy: 'Newest' } } }, 'must be CurrentOrOlder or Strict or None'],
  [{ extensions: { queues: { messageEncoding: 'utf8' } } }, "must be 'base64' or 'none'"],
])('host.json %j is refused', async (hostJson, message) => {
  await expect(startTestHost({}, { hostJson })).rejects.toThrow(message);
});

test('host.json is read from the folder of the app', async () => {
  const folder = appFolder({
    'package.json': '{"main":"main.cjs"}',
    'main.cjs': commonJs('a') + commonJs('b'),
    'host.json': '{"version":"2.0","functions":["b"],"extensions":{"http":{"routePrefix":"v1"}}}',
  });
  const host = await startHost({ appFolder: folder });
  onTestFinished(() => host.stop());

  expect(host.functions).toEqual([{ name: 'b', trigger: 'httpTrigger' }]);
  expect((await fetch(`${host.url}/v1/b`)).status).toBe(200);
});

test('hooks run around the app and every invocation, and may change what goes in and out', async () => {
  const said: string[] = [];
  const { host } = await startTestHost({
    more() {
      app.warmup('warm', { handler: () => void said.push('warmup') });
      app.http('f', { handler: () => ({ body: 'from the function' }) });
      app.hook.appStart((context) => {
        context.hookData['seen'] = true;
        said.push('appStart');
      });
      app.hook.appTerminate(() => void said.push('appTerminate'));
      app.hook.preInvocation((context) => {
        if (context.invocationContext.functionName !== 'f') return;
        context.hookData['begun'] = true;
        context.functionHandler = () => ({ body: 'from the hook' });
      });
      app.hook.postInvocation((context) => {
        if (context.invocationContext.functionName !== 'f') return;
        said.push(`post ${context.hookData['begun']} ${JSON.stringify(context.result)}`);
      });
    },
  });

  const answer = await (await fetch(`${host.url}/api/f`)).text();
  await host.stop();

  expect(answer).toBe('from the hook');
  expect(said).toEqual(['appStart', 'warmup', 'post true {"body":"from the hook"}', 'appTerminate']);
});

test('what a function logs keeps its level, and log hooks may change it', async () => {
  const { host, log } = await startTestHost({
    more() {
      app.hook.log((context) => {
        if (context.message === 'secret') context.message = '***';
      });
      app.http('talk', {
        handler: (_, context) => {
          context.trace('a');
          context.debug('b');
          context.log('c', { d: 1 });
          context.warn('secret');
          context.error('e');
          return {};
        },
      });
    },
  });

  await fetch(`${host.url}/api/talk`);

  const user = log.filter((line) => line.category === 'user').map(({ level, message }) => `${level} ${message}`);
  expect(user).toEqual(['trace a', 'debug b', 'information c { d: 1 }', 'warning ***', 'error e']);
});

test('nothing is registered after the start', async () => {
  await startTestHost({});

  expect(() => app.http('late', { handler: () => ({}) })).toThrow('can only be registered during app startup');
});
