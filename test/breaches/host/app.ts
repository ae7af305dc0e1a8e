import { type Breach, breachesOf } from '../breach.ts';

const appTest = 'test/emulator/host/app.test.ts';
const gapsTest = 'test/emulator/host/gaps.test.ts';
const hooksTest = 'hooks run around the app and every invocation, and may change what goes in and out';

/** Loading an app, its hooks and its log. */
export const appBreaches: readonly Breach[] = [
  ...breachesOf('emulator/host/app-files.ts', appTest, [
    [
      'loading: `main` as a glob',
      'globSync(main, {',
      "globSync(main.replaceAll('*', '-'), {",
      'a pattern, whose files are taken in order',
    ],
    ['loading: CommonJS', 'else require(file);', '', 'one CommonJS file'],
    ['loading: ES modules', 'if (isModule) await import(', 'if (isModule) String(', 'an ES module'],
    ['loading: ES modules', "manifest['type'] === 'module'", 'false', 'a .js file that is a module'],
  ]),
  ...breachesOf('emulator/host/host-json.ts', appTest, [
    [
      'loading: `host.json`',
      "(readJsonFile(path.join(appFolder, 'host.json')) ?? {})",
      '{}',
      'host.json is read from the folder of the app',
    ],
  ]),
  ...breachesOf('emulator/host/app-settings.ts', appTest, [
    [
      'loading: `local.settings.json`',
      "(readJsonFile(path.join(appFolder, 'local.settings.json')) ?? {})",
      '{}',
      'with local.settings.json, which yields to the environment and to what is given',
    ],
    [
      'loading: `%NAME%` settings',
      "if (value === undefined) throw new Error(`'%${name}%'",
      "if (false) throw new Error(`'%${name}%'",
      'host.json %j is refused',
    ],
  ]),
  ...breachesOf('emulator/host/function-catalog.ts', gapsTest, [
    [
      'loading: what it lacks, said at start',
      'gaps: enabled.flatMap(gapsOf)',
      'gaps: all.flatMap(gapsOf)',
      'what the host lacks is said at start, by the name of the function',
    ],
    [
      'loading: what it lacks, said at start',
      'if (fn.metadata.retryOptions === undefined) return gaps;',
      'return gaps;',
      'retry policies of triggers are said to be lacking',
    ],
    [
      'loading: what it lacks, said at start',
      "const inputs = new Set(['durableclient', 'orchestrationclient']);",
      "const inputs = new Set(['durableclient', 'blob']);",
      'an input that is lacking fails the function that has it, and is said at start',
    ],
  ]),
  ...breachesOf('emulator/host/host.ts', gapsTest, [
    [
      'loading: what it lacks, said at start',
      'for (const gap of catalog.gaps) log(',
      'for (const gap of []) log(',
      'what the host lacks is said at start, by the name of the function',
    ],
  ]),
  ...breachesOf('emulator/host/host.ts', appTest, [
    [
      'hooks and log: hooks of the app',
      "closers.push(() => runHooks(app, 'appTerminate', { hookData: {}, appHookData: app.appHookData }));",
      '',
      hooksTest,
    ],
  ]),
  ...breachesOf('emulator/host/start-app.ts', appTest, [
    [
      'hooks and log: hooks of the app',
      "await runHooks(appBeingRegistered(), 'appStart',",
      "void (appBeingRegistered(), 'appStart',",
      hooksTest,
    ],
  ]),
  ...breachesOf('emulator/host/invoke.ts', appTest, [
    ['hooks and log: hooks of invocations', "await runHooks(app, 'preInvocation', before);", '', hooksTest],
    ['hooks and log: hooks of invocations', "await runHooks(app, 'postInvocation', after);", '', hooksTest],
    [
      'hooks and log: hooks of the log',
      'const line = runLogHooks(app, {',
      'const line = ({',
      'what a function logs keeps its level, and log hooks may change it',
    ],
    [
      'hooks and log: levels of `context.log`',
      'level: line.level,',
      "level: 'information',",
      'what a function logs keeps its level, and log hooks may change it',
    ],
  ]),
  ...breachesOf('emulator/host/triggers/triggers.ts', appTest, [
    [
      'warmup: before everything else',
      "for (const fn of catalog.withTrigger('warmupTrigger')) await runner.run(fn, { trigger: { json: '{}' } });",
      '',
      hooksTest,
    ],
  ]),
];
