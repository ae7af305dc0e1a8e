import { describe, expect, test } from 'vitest';
import { check, type Files, readFiles } from '../../infra/check/check.ts';
import { loadGrammar } from '../../infra/check/grammar.ts';
import { readSnapshots } from '../../infra/check/schema.ts';
import { accessFaults, conditionFaults } from './faults/access.ts';
import { eventFaults } from './faults/events.ts';
import type { Fault } from './faults/fault.ts';
import { languageFaults, typeFaults } from './faults/language.ts';
import { secretFaults, settingFaults } from './faults/secrets-and-settings.ts';
import { policies } from './policies/all.ts';

const grammar = await loadGrammar();
const files = readFiles();
const snapshots = readSnapshots();
const faults = [
  ...languageFaults,
  ...typeFaults,
  ...secretFaults,
  ...accessFaults,
  ...conditionFaults,
  ...eventFaults,
  ...settingFaults,
];

function planted({ file, from, to }: Fault): Files {
  const text = files.get(file) ?? '';
  return new Map(files).set(
    file,
    text.replace(from, () => to),
  );
}

/** What is found first: by the check itself, or by a rule about what is made. */
function findingOf(changed: Files): string | undefined {
  const { findings, deployed } = check(changed, snapshots, grammar);
  const [first] = findings;
  if (first) return `${first.file}:${first.line}: ${first.message}`;
  for (const { name, find } of policies) {
    const [breach] = deployed.flatMap(find);
    if (breach !== undefined) return `${name}: ${breach}`;
  }
  return undefined;
}

describe('faults planted in the infrastructure', () => {
  test('are as many as they should be, each somewhere else', () => {
    const places = faults.map(({ file, from, to }) => `${file}: ${from} → ${to}`);

    expect(new Set(places).size).toBe(faults.length);
    expect(faults.length).toBeGreaterThanOrEqual(60);
    expect(faults.filter(({ file, from }) => !files.get(file)?.includes(from)).map(({ what }) => what)).toEqual([]);
  });

  test('are not found where none is planted', () => {
    expect(findingOf(files)).toBeUndefined();
  });

  test('are found, nineteen of twenty at least', () => {
    const missed = faults.filter((each) => findingOf(planted(each)) === undefined);
    const found = faults.length - missed.length;
    const list = missed.map(({ file, what }) => `${file}: ${what}`);

    console.log(`infra: ${found} of ${faults.length} planted faults are found`, ...list);
    expect(found / faults.length).toBeGreaterThanOrEqual(0.95);
    // Every one that is missed has been looked at, and stands here.
    expect(list).toEqual([]);
  });
});
