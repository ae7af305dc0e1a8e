import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesOfProject } from './support/files-of-project.ts';

/** Who may import whom. A folder that is not named may be imported by nobody; `*` stands for any npm package. */
const law: Readonly<Record<string, readonly string[]>> = {
  'functions/main.ts': ['domain', 'orchestrations', 'functions', '@azure/functions', 'durable-functions'],
  'functions/start.ts': ['domain', 'azure', 'functions/main.ts'],
  domain: ['domain', 'zod', 'yaml', 'yauzl'],
  orchestrations: ['orchestrations', 'domain'],
  'orchestrations/call.ts': ['domain', 'durable-functions'],
  functions: ['functions', 'domain', 'zod', 'yazl', 'node', '@azure/functions (types)', 'durable-functions (types)'],
  azure: ['azure', 'domain', 'node', '@azure/*', 'jose'],
  cli: ['cli', 'domain', 'node', 'commander', 'yazl', '@azure/identity'],
  emulator: ['emulator', 'node', '*'],
  infra: ['infra', 'node', 'web-tree-sitter'],
  packaging: ['packaging', 'node', '*'],
  bench: ['bench', 'packaging', 'domain', 'azure', 'emulator', 'cli', 'node', '*'],
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typesOnly: boolean;
}

const importPattern =
  /^\s*(?:import|export)\s+(type\s)?[^'"();]*?from\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|\brequire\(\s*['"]([^'"]+)['"]\s*\)/gm;

function importsOf(file: string, text: string): Import[] {
  return [...text.matchAll(importPattern)].map(([, type, ...names]) => {
    const name = names.find((each) => each !== undefined) ?? '';
    const to = name.startsWith('.') ? path.posix.join(path.posix.dirname(file), name) : name;
    return { from: file, to, typesOnly: type !== undefined };
  });
}

/** The entry of the law that speaks of a file: the file's own, or its folder's. */
const ruleFor = (file: string) => law[file] ?? law[file.split('/')[0] ?? ''];

function allows(rule: string, { to, typesOnly }: Import): boolean {
  if (rule === 'node') return isBuiltin(to);
  if (rule === '*')
    return (
      !isBuiltin(to) &&
      !to.includes('.ts') &&
      !(to.split('/')[0] ?? '').match(/^(domain|azure|functions|orchestrations|cli)$/)
    );
  if (rule.endsWith(' (types)')) return typesOnly && to === rule.replace(' (types)', '');
  if (rule.endsWith('/*')) return to.startsWith(rule.slice(0, -1));
  return to === rule || to.startsWith(`${rule}/`);
}

function breaches(files: readonly (readonly [string, string])[]): string[] {
  return files
    .filter(([file]) => ruleFor(file) !== undefined)
    .flatMap(([file, text]) => importsOf(file, text))
    .filter((each) => !ruleFor(each.from)?.some((rule) => allows(rule, each)))
    .map(({ from, to }) => `${from} imports ${to}`);
}

const sources = filesOfProject().filter((file) => /\.tsx?$/.test(file));
const read = (file: string) => [file, readFileSync(file, 'utf8')] as const;

describe('the house', () => {
  test('every folder imports only what the law allows', () => {
    const files = sources.map(read);

    expect(files.length).toBeGreaterThan(50);
    expect(breaches(files)).toEqual([]);
  });

  test.each([
    ['domain/plan.ts', "import { readFileSync } from 'node:fs';"],
    ['domain/plan.ts', "import type { TokenCredential } from '@azure/identity';"],
    ['domain/plan.ts', "export { createWorld } from '../azure/world.ts';"],
    ['orchestrations/deploy-release.ts', "import { app } from 'durable-functions';"],
    ['orchestrations/call.ts', "import { setTimeout } from 'node:timers';"],
    ['functions/http/get-release.ts', "import { app } from '@azure/functions';"],
    ['functions/http/get-release.ts', "const { createWorld } = await import('../../azure/world.ts');"],
    ['azure/models.ts', "import { startAzure } from '../emulator/azure/azure.ts';"],
    ['emulator/azure/front.ts', "import type { Plan } from '../../domain/plan.ts';"],
    ['emulator/azure/front.ts', "import '../../azure/world.ts';"],
    ['cli/main.ts', "import { createWorld } from '../azure/world.ts';"],
    ['infra/check/check.ts', "import { builtInRoles } from '../../domain/roles.ts';"],
  ])('a breach planted in %s is found: %s', (file, line) => {
    const sound = read(sources.includes(file) ? file : 'domain/outcome.ts')[1];

    expect(breaches([[file, sound]])).toEqual([]);
    expect(breaches([[file, `${sound}\n${line}\n`]])).toHaveLength(1);
  });

  test('no file is longer than 200 lines', () => {
    const long = sources.map(read).filter(([, text]) => text.trimEnd().split('\n').length > 200);

    expect(long.map(([file]) => file)).toEqual([]);
  });

  test('no folder is named for nothing in particular', () => {
    const unwanted = /(^|\/)(src|lib|utils|common|types|services)\//;

    expect(sources.filter((file) => unwanted.test(file))).toEqual([]);
  });

  test('no orchestration sets the retry timeout at which the SDK hangs', () => {
    const setting = sources.filter((file) => file.startsWith('orchestrations/')).map(read);

    expect(setting.filter(([, text]) => text.includes('retryTimeoutInMilliseconds'))).toEqual([]);
  });
});
