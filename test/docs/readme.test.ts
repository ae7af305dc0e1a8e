import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { settingsSchema } from '../../domain/settings.ts';
import packageJson from '../../package.json' with { type: 'json' };

const readme = readFileSync('README.md', 'utf8');

/** The table of app settings, as the README has it between its heading and the next. */
function settingsTable(): string {
  const { properties = {}, required = [] } = z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' });
  const rows = Object.entries(properties).map(([name, schema]) => {
    const { description, default: fallback } = schema as { description?: string; default?: unknown };
    const value = required.includes(name) ? 'required' : fallback === undefined ? '' : `\`${String(fallback)}\``;
    return `| \`${name}\` | ${description} | ${value} |`;
  });
  return ['| setting | meaning | default |', '| --- | --- | --- |', ...rows].join('\n');
}

describe('the README', () => {
  test('has the table of settings that the schema makes (UPDATE_DOCS=1 writes it)', () => {
    const place = /(### Settings\n\n)([\s\S]*?)(\n\n## )/;
    if (process.env['UPDATE_DOCS']) writeFileSync('README.md', readme.replace(place, `$1${settingsTable()}$3`));

    expect(place.exec(readFileSync('README.md', 'utf8'))?.[2]).toBe(settingsTable());
  });

  test('names every package that the project depends on', () => {
    const { dependencies, devDependencies } = packageJson;
    const untold = [
      'node',
      '@types/node',
      '@types/yauzl',
      '@types/yazl',
      '@vitest/coverage-v8',
      'ajv-draft-04',
      'standardwebhooks',
      '@seriousme/openapi-schema-validator',
      'openapi-typescript',
      'typescript-5',
    ];
    const packages = [...Object.keys(dependencies), ...Object.keys(devDependencies)].filter(
      (name) => !untold.includes(name),
    );

    expect(packages.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  test('links only to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target ?? '');

    for (const link of links) expect(() => readFileSync(link)).not.toThrow(/ENOENT/);
    expect(links.length).toBeGreaterThan(3);
  });
});

describe('the commands in the docs', () => {
  const files = ['README.md', 'CONTRIBUTING.md', 'docs/emulator-host.md', 'docs/emulator-azure.md'];
  const commands = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const lines = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) => (block ?? '').trim().split('\n'));
    return lines.map((line) => [file, line.replace(/\s+#.*$/, '').trim()] as const).filter(([, line]) => line !== '');
  });
  const scripts: Readonly<Record<string, string>> = packageJson.scripts;

  /** What a command line is held against: a script of package.json, or a test that runs it. */
  const known = [
    /^npm ci$/,
    /^npm (test|start)$/,
    /^npm run (?<script>[a-z]+)( .*)?$/,
    // Run in test/scenarios/command-line.test.ts.
    /^npx flowferry (deploy|status|plan|judge|doctor|approve|abort|roll-back)\b.*$/,
  ];

  test.each(commands)('%s: %s', (_, line) => {
    for (const command of line.split(' && ')) {
      const match = known.map((pattern) => pattern.exec(command)).find((found) => found !== null);
      expect(match, `nothing runs "${command}"`).toBeTruthy();
      const script = match?.groups?.['script'];
      if (script) expect(Object.keys(scripts)).toContain(script);
    }
  });
});
