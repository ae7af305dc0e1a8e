import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Packages } from '../../domain/stores.ts';

/** What every keeper of packages does. `push` is what people do, and answers with the ETag as an event would carry it. */
export function describePackagesContract(
  name: string,
  makePort: () => { readonly packages: Packages; push(path: string, bytes: Uint8Array): Promise<string> },
): void {
  describe(`the packages, as ${name} keeps them`, () => {
    test('that were pushed are read with the ETag of these very bytes', async () => {
      const { packages, push } = makePort();
      const path = `team a/${randomUUID()}.zip`;
      const first = await push(path, Buffer.from('one'));
      expect(await packages.pushed(path)).toEqual({ bytes: Buffer.from('one'), eTag: first });

      const second = await push(path, Buffer.from('two'));

      expect(second).not.toBe(first);
      expect(await packages.pushed(path)).toEqual({ bytes: Buffer.from('two'), eTag: second });
    });

    test('are undefined when they are not there', async () => {
      const { packages } = makePort();

      expect(await packages.pushed('nothing.zip')).toBeUndefined();
      expect(await packages.kept('0'.repeat(64))).toBeUndefined();
    });

    test('are kept once under their hash: nobody can change them', async () => {
      const { packages } = makePort();
      const hash = randomUUID();

      await packages.keep(hash, Buffer.from('zip'));
      await packages.keep(hash, Buffer.from('other'));

      expect(Buffer.from((await packages.kept(hash)) ?? [])).toEqual(Buffer.from('zip'));
    });

    test('keep logs beside them, and say where', async () => {
      const { packages } = makePort();

      const where = await packages.keepLogs('r1', 'f-1-InferenceServer/../x', 'Fehler: ü\n');

      expect(where).toContain('/logs/r1/f-1-InferenceServer-..-x.txt');
      expect(where).not.toContain('?');
    });
  });
}
