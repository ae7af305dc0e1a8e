import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly license?: string;
  readonly hasInstallScript?: boolean;
}
interface Package {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly overrides?: object;
}
type Lock = Readonly<Record<string, Locked>>;

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Package;
const lock = (JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Lock }).packages;

const nameOf = (place: string) => place.replace(/^.*node_modules\//, '');
const isInProduction = ([place, { dev, devOptional }]: readonly [string, Locked]) =>
  place !== '' && !dev && !devOptional;

/** Builds of tools for other machines: this one never fetches them, and none of them is in the app. */
const isForAnotherMachine = ({ dev, optional, os }: Locked) => dev === true && optional === true && os !== undefined;

/** What is wrong with a lockfile: anything that is not a fixed, checked package of the registry, or runs when it is installed. */
function problemsIn(packages: Lock, allowed: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(packages).flatMap(([place, locked]) => {
    if (place === '') return [];
    const name = nameOf(place);
    const problems: readonly (readonly [boolean, string])[] = [
      [locked.link === true, 'is a link'],
      [locked.integrity === undefined && !isForAnotherMachine(locked), 'has no integrity'],
      [!/^sha512-/.test(locked.integrity ?? 'sha512-'), 'has a weak integrity'],
      [!/^\d+\.\d+\.\d+/.test(locked.version ?? ''), 'has no version'],
      [
        locked.resolved !== undefined && !/^https:\/\/registry\.npmjs\.org\//.test(locked.resolved),
        'is from elsewhere',
      ],
      [locked.hasInstallScript === true && allowed[name] === undefined, 'runs a script when it is installed'],
    ];
    return problems.flatMap(([isWrong, what]) => (isWrong ? [`${name} ${what}`] : []));
  });
}

describe('the lockfile', () => {
  test('has only fixed packages of the registry, each with its hash, and no unknown install scripts', () => {
    expect(Object.keys(lock).length).toBeGreaterThan(100);
    expect(problemsIn(lock, manifest.allowScripts)).toEqual([]);
  });

  const sound: Locked = { version: '1.0.0', integrity: 'sha512-abc' };
  test.each<[string, Locked]>([
    ['is a link', { ...sound, link: true }],
    ['has no integrity', { version: '1.0.0' }],
    ['has no integrity', { version: '1.0.0', dev: true, optional: true }],
    ['has a weak integrity', { ...sound, integrity: 'sha1-abc' }],
    ['has no version', { integrity: 'sha512-abc' }],
    ['is from elsewhere', { ...sound, resolved: 'git+ssh://git@github.com/x/y.git#abc' }],
    ['is from elsewhere', { ...sound, resolved: 'http://registry.npmjs.org/x/-/x-1.0.0.tgz' }],
    ['runs a script when it is installed', { ...sound, hasInstallScript: true }],
  ])('is refused where a package %s', (what, locked) => {
    expect(problemsIn({ 'node_modules/x': sound }, {})).toEqual([]);
    expect(problemsIn({ 'node_modules/x': locked }, {})).toEqual([`x ${what}`]);
  });

  test('allows no install script of a package that the app itself needs', () => {
    const scripts = Object.entries(lock)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([place, locked]) => [
        nameOf(place),
        isInProduction([place, locked]) && manifest.allowScripts[nameOf(place)],
      ]);

    expect(scripts.filter(([, isRun]) => isRun)).toEqual([]);
  });
});

describe('what the app depends on', () => {
  const production = Object.entries(lock).filter(isInProduction);

  test('is named with exact versions, and nothing is put in place of what the app runs', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    const names = new Set(production.map(([place]) => nameOf(place)));

    expect(versions.filter((version) => !/^(npm:[\w./@-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    expect(Object.keys(manifest.overrides ?? {}).filter((name) => names.has(name))).toEqual([]);
  });

  test('stays within its budget', () => {
    expect(Object.keys(manifest.dependencies).length).toBeLessThanOrEqual(20);
    expect(production.length).toBeLessThanOrEqual(145);
  });

  test('has licences that oblige to nothing but naming them', () => {
    const generous = /^(MIT|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|Unlicense|BlueOak-1\.0\.0|Python-2\.0)$/;

    expect(production.filter(([, { license }]) => !generous.test(license ?? '')).map(([place]) => place)).toEqual([]);
  });

  test('is listed by `npm run sbom`, package by package', { timeout: 60_000 }, () => {
    const text = execFileSync('npm', ['run', '--silent', 'sbom'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const bill = JSON.parse(text) as {
      bomFormat: string;
      components: { name: string; group?: string; version: string; purl: string }[];
    };
    const listed = bill.components.map(({ purl }) =>
      decodeURIComponent(purl)
        .replace(/^pkg:npm\//, '')
        .replace(/\?.*$/, ''),
    );
    const wanted = production.map(([place, { version }]) => `${nameOf(place)}@${version}`);

    expect(bill.bomFormat).toBe('CycloneDX');
    expect([...new Set(listed)].sort()).toEqual([...new Set(wanted)].sort());
  });
});
