import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const project = path.resolve(import.meta.dirname, '../..');
const own = ['domain', 'orchestrations', 'functions', 'azure'];

/** The app as a compiler alone would leave it: every file by itself, its packages in node_modules. */
export async function unbundleApp(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: own.map((name) => path.join(project, name, '**/*.ts')),
    outdir: folder,
    outbase: project,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    logLevel: 'warning',
    write: false,
  }).then(({ outputFiles }) => {
    for (const { path: file, text } of outputFiles) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text.replaceAll(/((?:from|import\()\s*"\.[^"]*)\.ts"/g, '$1.js"'));
    }
  });
  const { name, version } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8')) as Manifest;
  const manifest = { name, version, type: 'module', main: 'functions/start.js' };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  cpSync(path.join(project, 'host.json'), path.join(folder, 'host.json'));
  symlinkSync(path.join(project, 'node_modules'), path.join(folder, 'node_modules'));
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}
