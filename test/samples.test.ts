import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readManifest } from '../domain/manifest.ts';
import type { PackageFiles } from '../domain/package/archive.ts';
import { readPackage } from '../domain/package/package.ts';
import { smokeRequests } from '../domain/smoke.ts';

const samples = join(import.meta.dirname, '../samples');
const filesOf = (name: string): PackageFiles =>
  new Map(
    readdirSync(join(samples, name), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(join(samples, name).length + 1).replaceAll('\\', '/'), new Uint8Array(readFileSync(path))];
      }),
  );

describe.each(readdirSync(samples))('the sample %s', (name) => {
  const files = filesOf(name);

  test('can be deployed, and says how', () => {
    expect(readPackage(files, name)).toMatchObject({ facts: { kind: 'dag' }, faults: [], warnings: [] });
    expect(readManifest(files)).toMatchObject({ kind: 'done' });
  });

  test('has a line of data for every output that it promises', () => {
    const { facts } = readPackage(files, name);
    const manifest = readManifest(files);
    if (!facts || manifest.kind === 'refused') throw new Error('not readable');
    const lines = new TextDecoder()
      .decode(files.get(facts.sampleFile ?? ''))
      .trim()
      .split('\n');

    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) {
      expect(Object.keys(JSON.parse(line))).toEqual(
        expect.arrayContaining([...facts.inputs, ...facts.outputs].map((port) => port.name)),
      );
    }
    expect(smokeRequests(facts, manifest.value, lines[0])[0]?.body).toEqual(
      Object.fromEntries(facts.inputs.map(({ name }) => [name, JSON.parse(lines[0] ?? '')[name]])),
    );
  });
});
