import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ended, type Job, listJobs, purgeJobs, pushOn, tallyOf } from './crash-client.ts';
import { buildCrashApp, type CrashHosts, crashHosts } from './crash-hosts.ts';

/** How often the host is killed. More of it: `CRASH_KILLS=2000 CRASH_SEED=7 npx vitest run crash`. */
const kills = Number(process.env['CRASH_KILLS'] ?? 200);
const seed = Number(process.env['CRASH_SEED'] ?? 20260501);
const jobsInWave = 24;
/** A host lives at most so long after it is up. */
const longestLifeInMs = 200;
/** One in so many is killed while it starts. */
const killedAtStart = 6;
const longestStartInMs = 80;

/** The same numbers for the same seed (mulberry32). */
function seeded(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const folder = mkdtempSync(path.join(tmpdir(), 'crash-'));
let entry = '';
beforeAll(async () => {
  entry = await buildCrashApp(path.join(folder, 'app'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newWave = (wave: number): Job[] =>
  Array.from({ length: jobsInWave }, (_, n) => ({ id: `w${wave}-${n}`, n, isStarted: false, isTold: false }));

async function describeWave(url: string, jobs: readonly Job[], prefix: string): Promise<string> {
  const open = (await listJobs(url, prefix)).filter(({ runtimeStatus }) => runtimeStatus !== 'Completed');
  const untold = jobs.filter(({ isTold }) => !isTold).map(({ id }) => id);
  return `Wave ${prefix} does not end. Open: ${JSON.stringify(open)}; not told: ${untold}`;
}

/** Serves a wave until all of it has ended, or its host is gone. Throws when it does not end. */
async function serve(url: string, jobs: readonly Job[], prefix: string): Promise<Ended[] | undefined> {
  for (let deadline = Date.now() + 60_000; ; ) {
    if (Date.now() > deadline) throw new Error(await describeWave(url, jobs, prefix));
    try {
      await pushOn(url, jobs);
      const ended = await listJobs(url, prefix);
      const isOver = ended.every(({ runtimeStatus }) => !['Pending', 'Running'].includes(runtimeStatus));
      if (isOver && jobs.every(({ isTold }) => isTold)) return ended;
      await pause(5);
    } catch (error) {
      // The connection went down with the host.
      if (error instanceof TypeError || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}

/** How each job ended, and which steps ran, with the wave's number taken off. */
interface Outcome {
  readonly ends: readonly unknown[];
  readonly steps: ReadonlySet<string>;
}

function outcomeOf(ended: readonly Ended[], effects: readonly string[], wave: number): Outcome {
  const withoutWave = (text: string) => text.replace(new RegExp(`^w${wave}-`), '');
  const ends = ended.map(({ instanceId, runtimeStatus, output, customStatus }) => ({
    instanceId: withoutWave(instanceId),
    runtimeStatus,
    output,
    customStatus,
  }));
  const steps = effects.filter((line) => line.startsWith(`w${wave}-`)).map(withoutWave);
  return { ends: ends.toSorted((a, b) => a.instanceId.localeCompare(b.instanceId)), steps: new Set(steps) };
}

const effectsIn = (run: string) => readFileSync(path.join(run, 'effects.log'), 'utf8').trim().split('\n');

async function undisturbed(run: string): Promise<Outcome> {
  const hosts = crashHosts(entry, run);
  const host = await hosts.next();
  const url = (await host.url) ?? '';
  const ended = await serve(url, newWave(0), 'w0-');
  hosts.stop();
  await host.gone;
  return outcomeOf(ended ?? [], effectsIn(run), 0);
}

interface Finished {
  readonly ended: readonly Ended[];
  readonly wave: number;
}

interface Report {
  readonly waves: readonly Outcome[];
  readonly killed: number;
  readonly killedBeforeUp: number;
  readonly repeatedSteps: number;
  readonly tallies: Readonly<Record<string, unknown>>;
}

/** Serves wave after wave until the host is gone, or for the last host until one wave is over. */
async function serveWaves(url: string, finished: Finished[], current: { jobs: Job[] }, isLast: boolean): Promise<void> {
  for (;;) {
    const wave = finished.length;
    const ended = await serve(url, current.jobs, `w${wave}-`);
    if (!ended) return;
    finished.push({ ended, wave });
    current.jobs = newWave(wave + 1);
    await purgeJobs(url, `w${wave}-`).catch(() => {});
    if (isLast) return;
  }
}

async function disturbed(run: string, hosts: CrashHosts): Promise<Report> {
  const random = seeded(seed);
  const finished: Finished[] = [];
  const current = { jobs: newWave(0) };
  let killedBeforeUp = 0;
  for (let killed = 0; killed < kills; killed++) {
    const host = await hosts.next();
    const [isEarly, instant] = [random() * killedAtStart < 1, random()];
    const early = isEarly ? setTimeout(host.kill, instant * longestStartInMs) : undefined;
    const url = await host.url;
    clearTimeout(early);
    if (url === undefined) killedBeforeUp++;
    else {
      const death = setTimeout(host.kill, isEarly ? 0 : instant * longestLifeInMs);
      await serveWaves(url, finished, current, false);
      clearTimeout(death);
    }
    host.kill();
    await host.gone;
  }
  const last = await hosts.next();
  const url = (await last.url) ?? '';
  await serveWaves(url, finished, current, true);
  const tallies = await Promise.all(
    ['jobs', 'children', 'stumbles'].map(async (key) => [key, await tallyOf(url, key)]),
  );
  last.kill();
  const effects = effectsIn(run);
  return {
    waves: finished.map(({ ended, wave }) => outcomeOf(ended, effects, wave)),
    killed: kills,
    killedBeforeUp,
    tallies: Object.fromEntries(tallies),
    repeatedSteps: effects.length - new Set(effects).size,
  };
}

describe(`a host that is killed ${kills} times at random instants`, () => {
  let expected: Outcome;
  let report: Report;
  beforeAll(async () => {
    expected = await undisturbed(path.join(folder));
    rmSync(path.join(folder, 'state'), { recursive: true });
    rmSync(path.join(folder, 'effects.log'));
    const hosts = crashHosts(entry, folder);
    try {
      report = await disturbed(folder, hosts);
    } finally {
      hosts.stop();
    }
    const { waves, killed, killedBeforeUp, repeatedSteps } = report;
    console.info(
      `seed ${seed}: ${killed} kills (${killedBeforeUp} before the host was up), ${waves.length} waves of ` +
        `${jobsInWave} jobs, ${repeatedSteps} activity runs repeated`,
    );
  }, 600_000);

  test('ends every instance as an undisturbed run does', () => {
    expect(expected.ends).toHaveLength(2 * jobsInWave);
    for (const { ends } of report.waves) expect(ends).toEqual(expected.ends);
  });

  test('has run every activity at least once, and none that does not belong', () => {
    for (const { steps } of report.waves) expect([...steps].toSorted()).toEqual([...expected.steps].toSorted());
  });

  test('counts what orchestrations tell entities exactly once', () => {
    const count = report.waves.length * jobsInWave;

    expect(report.tallies).toEqual({ jobs: count, children: count, stumbles: count });
  });

  test('was killed often enough, and in the middle of work', () => {
    expect(report.killed).toBe(kills);
    expect(report.repeatedSteps).toBeGreaterThan(0);
  });
});
