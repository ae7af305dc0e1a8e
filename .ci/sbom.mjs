// Prints a CycloneDX bill of what the app itself is made of. `npm sbom --omit dev` leaves out every package that a tool
// needs as well (npm 11), so it is asked about a project that has no tools.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const { devDependencies: _, ...manifest } = JSON.parse(readFileSync('package.json', 'utf8'));
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const { devDependencies: __, ...root } = lock.packages[''];
const own = Object.entries(lock.packages).filter(
  ([place, { dev, devOptional }]) => place !== '' && !dev && !devOptional,
);
const folder = mkdtempSync(path.join(tmpdir(), 'flowferry-sbom-'));
try {
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  const packages = { '': root, ...Object.fromEntries(own) };
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify({ ...lock, packages }));
  const asked = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'];
  execFileSync('npm', asked, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
