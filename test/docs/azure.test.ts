import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { deployAll } from '../../infra/check/check.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { allowed } from '../infra/policies/access.ts';
import { infraOutputs, infraParameters } from '../support/infra-parameters.ts';

const read = () => readFileSync('docs/azure.md', 'utf8');
const page = read();
const variables = infraParameters.flatMap(({ variable }) => variable ?? []);

function parameterTable(): string {
  const rows = infraParameters.map(({ name, description, fallback, allowed: choices, variable }) => {
    const value = fallback === undefined ? 'required' : fallback === '' ? '' : `\`${String(fallback)}\``;
    const rest = choices.filter((each) => each !== fallback).map((each) => `\`${String(each)}\``);
    return `| ${variable ? `\`${variable}\`` : ''} | \`${name}\` | ${description} | ${[value, ...rest].join(', ')} |`;
  });
  return ['| variable | parameter | meaning | default, and others |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

const commands = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) => (block ?? '').trim().split('\n'));

/** Commands of other programs. Source: reference of the Azure CLI and of the Azure Developer CLI. */
const foreign = [
  /^az login$/,
  /^az provider register --namespace Microsoft\.\w+$/,
  /^az ad app create --display-name \S+ --sign-in-audience AzureADMyOrg --enable-id-token-issuance true --app-roles @infra\/app-roles\.json$/,
  /^az ad app update --id <client id> --(identifier-uris|web-redirect-uris) \S.*$/,
  /^az ad sp create --id <client id>$/,
  /^az storage blob upload --auth-mode login --account-name .* --container-name flows --name \S+ --file \S+$/,
  /^az eventgrid system-topic update --resource-group <group> --name <topic> --identity systemassigned$/,
  /^azd (auth login|env new <name>|provision --preview|up|down)$/,
];

const verbs = [...readFileSync('cli/main.ts', 'utf8').matchAll(/\.command\('([a-z-]+)/g)].map(([, verb]) => verb ?? '');

/** Commands with a name of ours in them: how they look, what the names are, and what a wrong one is called. */
const ours: readonly (readonly [RegExp, readonly string[], string])[] = [
  [/^azd env set (\w+) <.+>$/, variables, 'no parameter comes from'],
  [/^azd env get-value (\w+)$/, infraOutputs, 'no output is called'],
  [/^npm run ([\w:]+)/, Object.keys(packageJson.scripts), 'there is no script'],
  [/^npx flowferry ([a-z-]+)/, verbs, 'there is no verb'],
];

/** What stands against a command, if anything. */
function problemOf(line: string): string | undefined {
  for (const [form, names, problem] of ours) {
    const [, name] = form.exec(line) ?? [];
    if (name !== undefined) return names.includes(name) ? undefined : `${problem} ${name}`;
  }
  return line === 'npm ci' || foreign.some((each) => each.test(line)) ? undefined : 'nobody knows it';
}

describe('docs/azure.md', () => {
  test('has the table of parameters that the template makes (UPDATE_DOCS=1 writes it)', () => {
    const place = /(<!-- parameters -->\n\n?)([\s\S]*?)(\n?<!-- \/parameters -->)/;
    const table = `<!-- parameters -->\n\n${parameterTable()}\n\n<!-- /parameters -->`;
    if (process.env['UPDATE_DOCS'])
      writeFileSync(
        'docs/azure.md',
        page.replace(place, () => table),
      );

    expect(place.exec(read())?.[0]).toBe(table);
  });

  test.each(commands)('%s', (line) => {
    expect(problemOf(line)).toBeUndefined();
  });

  test.each([
    ['azd env set FLOWFERRY_WORKSPACE <id>', 'no parameter comes from FLOWFERRY_WORKSPACE'],
    ['azd env get-value FLOWFERRY_URL', 'no output is called FLOWFERRY_URL'],
    ['npm run infrastructure', 'there is no script infrastructure'],
    ['npx flowferry state', 'there is no verb state'],
    ['az bicep publish', 'nobody knows it'],
  ])('a command that is not there would be noticed: %s', (line, problem) => {
    expect(problemOf(line)).toBe(problem);
  });

  test('names no variable, parameter, script or verb that is not there', () => {
    const words = [...page.matchAll(/`([^`\n]+)`/g)].map(([, word]) => word ?? '');
    const own = words.filter((word) => /^FLOWFERRY_[A-Z_]+$/.test(word));
    const lines = words
      .filter((word) => /^(npm run|npx flowferry) /.test(word))
      .map((word) => word.replace(/ -- .*$/, ''));

    expect(own.filter((word) => ![...variables, ...infraOutputs].includes(word))).toEqual([]);
    expect(lines.flatMap((line) => problemOf(line) ?? [])).toEqual([]);
  });

  test('names every permission that is given, and no other, with a reason', () => {
    const section = page.split('## Every permission, and why')[1]?.split('**Flowferry deployer**')[0] ?? '';
    const rows = [...section.matchAll(/^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)]
      .map(([, ...cells]) => cells.map((cell) => cell.trim()))
      .slice(2);
    const who: Readonly<Record<string, string>> = {
      'the app': 'app',
      endpoints: 'endpoints',
      'each event topic': 'topic',
      you: 'pusher',
    };
    const told = rows.map(([role, whom = '']) => `${role} for ${who[whom]}`);
    const conditions = rows
      .map((row) => row[4] ?? '')
      .flatMap((when) => [...when.matchAll(/`(\w+)`/g)].map(([, name]) => name));

    expect(told.sort()).toEqual(allowed.map(({ role, who: whom }) => `${role} for ${whom}`).sort());
    expect(rows.filter((row) => (row[3]?.length ?? 0) < 9)).toEqual([]);
    expect(conditions.filter((name) => !infraParameters.some((each) => each.name === name))).toEqual([]);
  });

  test('names every action of the roles that are made', () => {
    const actions = deployAll()
      .flatMap(({ resources }) => resources)
      .filter(({ type }) => type.includes('roleDefinitions'))
      .flatMap(({ body }) =>
        [...JSON.stringify(body).matchAll(/"(Microsoft\.[\w./*]+)"/g)].map(([, action]) => action ?? ''),
      );
    const short = (action: string) => action.replace('Microsoft.MachineLearningServices/workspaces', 'workspaces');

    expect(new Set(actions).size).toBeGreaterThan(25);
    expect([...new Set(actions)].filter((action) => !page.includes(`\`${short(action)}\``))).toEqual([]);
  });

  test('says plainly what was not run, and leads only to what is there', () => {
    const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target ?? '');

    expect(page.replaceAll(/\s+/g, ' ')).toContain(
      'The Bicep compiler and Azure itself have not been run on them here',
    );
    expect(links.length).toBeGreaterThan(1);
    for (const link of links) expect(() => readFileSync(new URL(`../../docs/${link}`, import.meta.url))).not.toThrow();
  });
});

describe('.github/workflows/infra.yml', () => {
  const text = readFileSync('.github/workflows/infra.yml', 'utf8');
  const steps = Object.values(
    (parse(text) as { jobs: Record<string, { steps: { uses?: string; run?: string }[] }> }).jobs,
  ).flatMap((job) => job.steps);

  test('uses actions by commit only', () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);

    expect(used.length).toBeGreaterThan(2);
    expect(used.filter((each) => !/@[0-9a-f]{40}$/.test(each))).toEqual([]);
  });

  test('runs the real compiler, and asks Azure with all that the template needs', () => {
    const run = steps.map((step) => step.run ?? '').join('\n');
    const needed = infraParameters.filter(({ fallback }) => fallback === undefined).map(({ name }) => name);

    expect(run).toContain('az bicep build --file infra/main.bicep');
    expect(run).toMatch(/az deployment sub what-if[\s\S]*--template-file infra\/main\.bicep/);
    expect(needed.filter((name) => !run.includes(` ${name}=`))).toEqual([]);
    expect(text).toContain('id-token: write');
    expect(text).not.toMatch(/secrets\./);
  });
});
