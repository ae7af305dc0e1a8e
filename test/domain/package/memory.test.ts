import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Reads each hostile package in a process that may hold no more than 200 MB, and says how each was answered. */
const script = `
import { ZipFile } from 'yazl';
import { buffer } from 'node:stream/consumers';
const { readArchive } = await import('./domain/package/archive.ts');
const { offlinePlan } = await import('./domain/offline-plan.ts');
const zipOf = async (files) => {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), path);
  zip.end();
  return new Uint8Array(await buffer(zip.outputStream));
};
const aliases = 'a0: &a0 [x,x,x,x,x,x,x,x,x]\\n' + Array.from({ length: 12 }, (_, n) =>
  'a' + (n + 1) + ': &a' + (n + 1) + ' [' + Array(9).fill('*a' + n).join(',') + ']\\n').join('');
const hostile = {
  bomb: { 'flow.dag.yaml': 'nodes: []', 'big.txt': Buffer.alloc(120 * 2 ** 20) },
  aliases: { 'flow.dag.yaml': aliases },
  deep: { 'flow.dag.yaml': '['.repeat(30000) },
  wide: { 'flow.dag.yaml': 'inputs: {' + Array.from({ length: 4000 }, (_, n) => 'i' + n + ': {type: int}').join(', ') + '}' },
  manifest: { 'flow.dag.yaml': 'nodes: []', 'deploy.yaml': 'tags: ' + '{a: '.repeat(8000) },
};
const said = {};
for (const [name, files] of Object.entries(hostile)) {
  const opened = await readArchive(await zipOf(files));
  said[name] = opened.kind === 'refused' ? opened.fault.slug : (offlinePlan(opened.value, 'any', 'image').faults[0]?.slug ?? 'read');
}
console.log(JSON.stringify(said));
`;

test('no package, however hostile, takes more than 200 MB', { timeout: 60_000 }, async () => {
  const bounded = ['--max-old-space-size=200', '--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, bounded);

  expect(JSON.parse(stdout)).toMatchObject({ bomb: 'package-too-large', aliases: 'bad-yaml', deep: 'bad-yaml' });
});
