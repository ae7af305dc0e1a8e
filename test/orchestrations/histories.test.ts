import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as contracts from '../../domain/contracts.ts';
import { testClock } from '../../emulator/clock.ts';
import { eventTypes, type HistoryEvent } from '../../emulator/host/durable/history-event.ts';
import { register } from '../../functions/main.ts';
import type { AppUnderTest } from '../support/app-under-test.ts';
import { memoryWorld } from '../support/memory-world.ts';
import { orchestrationsOf, replayHistory } from '../support/replay-history.ts';
import { stories } from '../support/stories.ts';

/*
 * Orchestrations that are under way meet the next version of the app. So what earlier versions did is kept here, and the
 * code of today must do the same. UPDATE_HISTORIES=1 records the version that host.json names anew; what was deployed once
 * is not recorded again, but gets a new version (docs/host-json.md).
 */
const folder = path.join(import.meta.dirname, 'histories');
const durableTask = (
  JSON.parse(readFileSync('host.json', 'utf8')) as { extensions: { durableTask: { defaultVersion: string } } }
).extensions.durableTask;
const newest = path.join(folder, durableTask.defaultVersion);

type Recorded = Readonly<Record<string, readonly HistoryEvent[]>>;

/** One history of each orchestration is enough, the longest. Stack traces and their paths are not kept. */
function historiesOf({ host }: AppUnderTest): Recorded {
  const longest = new Map<string, readonly HistoryEvent[]>();
  for (const { instanceId, name } of host.instances.list()) {
    const history = host.instances.history(instanceId);
    if (history.length > (longest.get(name)?.length ?? 0)) longest.set(name, history);
  }
  const withoutTraces = (event: HistoryEvent) => (event.Details === undefined ? event : { ...event, Details: '{}' });
  return Object.fromEntries([...longest].map(([name, history]) => [name, history.map(withoutTraces)]));
}

/** An event a line, so that a change shows as one. */
const textOf = (recorded: Recorded): string => {
  const parts = Object.entries(recorded).map(
    ([name, events]) => `${JSON.stringify(name)}: [\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]`,
  );
  return `{\n${parts.join(',\n')}\n}\n`;
};

const kept = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.golden.json'));
const readKept = (file: string) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Recorded;
const today = () => orchestrationsOf(() => register(memoryWorld(testClock()).world));

if (process.env['UPDATE_HISTORIES']) {
  test.each(Object.entries(stories))('%s is recorded', async (name, tell) => {
    mkdirSync(newest, { recursive: true });
    writeFileSync(path.join(newest, `${name}.golden.json`), textOf(historiesOf(await tell())));
  });
}

const advice = 'Orchestrations under way would fail at the next deployment: see docs/host-json.md, "Versions".';

describe('a recorded history', () => {
  test.each(kept)('%s is what the code of today does too', async (file) => {
    const orchestrations = today();

    for (const [name, history] of Object.entries(readKept(file))) {
      const { recorded, now } = await replayHistory(orchestrations, history);
      expect([name, now], advice).toEqual([name, recorded]);
      expect(recorded.length).toBeGreaterThan(0);
    }
  });

  test.each([
    ['something else', { Name: 'somethingElse' }, 'Non-Deterministic workflow detected'],
    ['the same of something else', { Input: '{"releaseId":"other"}' }, '"activity"'],
  ])('is seen not to fit when the code asks for %s', async (_, change, told) => {
    const { deployRelease: history = [] } = readKept(`${durableTask.defaultVersion}/first-release.golden.json`);
    const scheduled = history.findIndex(({ EventType }) => EventType === eventTypes.TaskScheduled);
    const spoilt = history.map((event, at) => (at === scheduled ? { ...event, ...change } : event));

    const { recorded, now } = await replayHistory(today(), spoilt);

    expect(now).not.toEqual(recorded);
    expect(JSON.stringify(now)).toContain(told);
  });

  test('is there for every orchestration, of the version that host.json names', () => {
    const names = readdirSync(newest).flatMap((file) =>
      Object.keys(readKept(path.join(durableTask.defaultVersion, file))),
    );
    const wanted = Object.values(contracts).filter((contract) => !('retry' in contract));

    expect([...new Set(names)].toSorted()).toEqual(wanted.map(({ name }) => name).toSorted());
  });
});
