import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hashOf, packagedFiles, zipOf } from './app-package.ts';
import { bundleApp } from './bundle.ts';

// Built apart from dist/, which may hold what is left of earlier builds.
const built = mkdtempSync(path.join(tmpdir(), 'flowferry-package-'));
try {
  await bundleApp(built);
  const files = packagedFiles('.', built);
  const zip = await zipOf(files);
  const target = path.join('dist', 'flowferry.zip');
  writeFileSync(target, zip);

  const kilobytes = (bytes: Buffer) => `${Math.ceil(bytes.length / 1024)} KB`.padStart(9);
  for (const { name, bytes } of files) console.log(`${kilobytes(bytes)}  ${name}`);
  console.log(`${kilobytes(zip)}  ${target}, sha256 ${hashOf(zip)}`);
} finally {
  rmSync(built, { recursive: true });
}
