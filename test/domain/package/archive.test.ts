import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { readArchive } from '../../../domain/package/archive.ts';
import { unsafeReason } from '../../../domain/package/archive-paths.ts';
import { renamed, zipOf } from '../../support/zip.ts';

const slugOf = async (bytes: Uint8Array, limits?: Parameters<typeof readArchive>[1]) => {
  const outcome = await readArchive(bytes, limits);
  return outcome.kind === 'refused' ? outcome.fault.slug : [...outcome.value.keys()];
};

describe('readArchive', () => {
  test('gives the files by path, without the folder that held them all', async () => {
    const outcome = await readArchive(await zipOf({ 'flow/flow.dag.yaml': 'nodes: []', 'flow/tools/a.py': 'pass' }));

    expect(outcome.kind === 'done' && [...outcome.value.keys()]).toEqual(['flow.dag.yaml', 'tools/a.py']);
    expect(outcome.kind === 'done' && new TextDecoder().decode(outcome.value.get('tools/a.py'))).toBe('pass');
  });

  test('keeps the paths when something lies beside the folder', async () => {
    expect(await slugOf(await zipOf({ 'flow/a.py': '', 'readme.md': '' }))).toEqual(['flow/a.py', 'readme.md']);
  });

  test('drops what a Mac adds', async () => {
    const zip = await zipOf({ 'flow/a.py': '', '__MACOSX/flow/._a.py': '', 'flow/.DS_Store': '' });

    expect(await slugOf(zip)).toEqual(['a.py']);
  });

  test('takes an empty zip and a zip of folders as a package without files', async () => {
    const zip = new ZipFile();
    zip.addEmptyDirectory('empty');
    zip.end();

    expect(await slugOf(new Uint8Array(await buffer(zip.outputStream)))).toEqual([]);
    expect(await slugOf(await zipOf({}))).toEqual([]);
  });

  test.each(['../x', '/a/x', 'C:/x', '..\\x', 'a\\bx'])('refuses the path %s', async (path) => {
    const placeholder = 'q'.repeat(path.length);

    expect(await slugOf(renamed(await zipOf({ [placeholder]: 'x' }), placeholder, path))).toBe('unsafe-path');
  });

  test('refuses a symbolic link', async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('/etc/passwd'), 'link', { mode: 0o120777 });
    zip.end();

    expect(await slugOf(new Uint8Array(await buffer(zip.outputStream)))).toBe('unsafe-path');
  });

  test('refuses a name that occurs twice', async () => {
    expect(await slugOf(renamed(await zipOf({ 'a.py': '1', 'b.py': '2' }), 'b.py', 'a.py'))).toBe('unsafe-path');
  });

  test.each([
    ['in another case', 'tools/a.py', 'tools/A.py'],
    ['composed of other signs', 'caf\u00e9.py', 'cafe\u0301.py'],
    ['by a longer way', 'a.py', './a.py'],
  ])('refuses a name that occurs twice, %s', async (_, first, second) => {
    const zip = new ZipFile();
    for (const name of [first, second]) zip.addBuffer(Buffer.from('x'), name);
    zip.end();

    expect(await slugOf(new Uint8Array(await buffer(zip.outputStream)))).toBe('unsafe-path');
  });

  test('refuses a path of more than 255 signs', async () => {
    expect(await slugOf(await zipOf({ [`a/${'b'.repeat(254)}`]: 'x' }))).toBe('unsafe-path');
    expect(await slugOf(await zipOf({ [`a/${'b'.repeat(253)}`]: 'x', c: 'x' }))).toHaveLength(2);
  });

  test('refuses more entries and more bytes than the limits allow', async () => {
    const zip = await zipOf({ a: 'x'.repeat(600), b: 'x'.repeat(600) });

    expect(await slugOf(zip, { maxEntries: 1, maxUnpackedBytes: 10_000 })).toBe('package-too-large');
    expect(await slugOf(zip, { maxEntries: 9, maxUnpackedBytes: 1_000 })).toBe('package-too-large');
    expect(await slugOf(zip, { maxEntries: 9, maxUnpackedBytes: 1_200 })).toEqual(['a', 'b']);
  });

  test('refuses an entry that unpacks to more than it declares', async () => {
    const honest = Buffer.from(await zipOf({ 'bomb.bin': new Uint8Array(5_000_000) }));
    const lied = Buffer.from(honest);
    const directory = lied.lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
    lied.writeUInt32LE(10, directory + 24);

    expect(await slugOf(new Uint8Array(lied))).toBe('not-a-zip');
  });

  test.each(['', 'hello', 'PK\u0003\u0004 cut off'])('refuses %j as not a zip', async (text) => {
    expect(await slugOf(new TextEncoder().encode(text))).toBe('not-a-zip');
  });

  test('answers with an outcome whatever byte of a zip is broken', async () => {
    const zip = await zipOf({ 'flow/flow.dag.yaml': 'nodes: []', 'flow/data.jsonl': '{"a":1}\n'.repeat(50) });

    await fc.assert(
      fc.asyncProperty(fc.nat({ max: zip.length - 1 }), fc.nat({ max: 255 }), async (position, byte) => {
        const broken = Uint8Array.from(zip);
        broken[position] = byte;
        expect(['done', 'refused']).toContain((await readArchive(broken)).kind);
      }),
      { numRuns: 300 },
    );
  });
});

describe('unsafeReason', () => {
  const plain = { path: 'a.py', isEncrypted: false, unixMode: 0o100644, takenPaths: new Set<string>() };

  test('has none for a plain file', () => {
    expect(unsafeReason(plain)).toBeUndefined();
  });

  test.each([
    { ...plain, isEncrypted: true },
    { ...plain, path: '../a.py' },
    { ...plain, path: 'a\u0000.py' },
    { ...plain, path: './a.py', takenPaths: new Set(['a.py']) },
    { ...plain, unixMode: 0o060644 },
  ])('names one for %o', (entry) => {
    expect(unsafeReason(entry)).toBeTypeOf('string');
  });
});
