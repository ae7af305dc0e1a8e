import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { app } from '@azure/functions';
import * as df from 'durable-functions';
import * as contracts from '../../domain/contracts.ts';
import type { World } from '../../domain/world.ts';
import { type TestClock, testClock } from '../../emulator/clock.ts';
import { type Host, startHost } from '../../emulator/host/host.ts';
import { receiveEvent } from '../../functions/events/receive-event.ts';
import { register } from '../../functions/main.ts';
import { outboxOf } from '../../functions/outbox.ts';
import { type Memory, memoryWorld } from '../support/memory-world.ts';
import { type Fault, type Fire, underFire } from './fire.ts';
import { Breach, type Promised } from './promise.ts';
import { createTruth, type Truth } from './truth.ts';
import { type WatchedAzure, watchedAzure } from './watched-endpoints.ts';
import { watchedReleases } from './watched-releases.ts';
import { watchedWrites } from './watched-writes.ts';

/** The app through its lives: one World and one journal, and a new host after every kill. */
export interface Session {
  readonly clock: TestClock;
  readonly memory: Memory;
  readonly azure: WatchedAzure;
  readonly truth: Truth;
  readonly log: string[];
  readonly faults: Fault[];
  readonly breaches: Breach[];
  breach(promised: Promised, what: string): void;
  /** How often it was killed. */
  kills(): number;
  url(): string;
  instances(): Host['instances'];
  /** Lets everything run that needs no time to pass, through whatever kills come. */
  rest(): Promise<void>;
  stop(): Promise<void>;
}

/** Spoils what the app is told or what it does, to prove that a breach is seen. Applied between the app and the world. */
export type Sabotage = (world: World, session: { readonly memory: Memory; readonly azure: WatchedAzure }) => World;

const functions = [
  ...Object.values(contracts).map(({ name }) => name),
  ...[
    'postRelease',
    'postCommand',
    'postRollBack',
    'postRetire',
    'postRestore',
    'resyncIntents',
    'watchEndpoints',
    'checkLeftovers',
    'deliver',
  ],
];

export async function startSession(sabotage: Sabotage = (world) => world): Promise<Session> {
  const clock = testClock();
  const root = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'flowferry-model-'));
  const breaches: Breach[] = [];
  const log: string[] = [];
  const faults: Fault[] = [];
  const report = (promised: Promised, what: string) => {
    breaches.push(new Breach(promised, what));
  };
  const truth = createTruth(clock);
  const { world: plain, memory } = memoryWorld(clock, { metrics: truth.metrics });
  const onWrite = watchedWrites({ memory, truth, report });
  const azure = watchedAzure(memory, clock, report, { onWrite, onTraffic: truth.trafficIs });
  const releases = watchedReleases(plain.releases, { memory, azure, truth, report });
  const world = sabotage({ ...plain, ...azure.ports, releases }, { memory, azure });

  let life = 0;
  let fire: Fire;
  let host: Host;
  const folder = () => path.join(root, String(life));
  const begin = async () => {
    mkdirSync(folder(), { recursive: true });
    fire = underFire(world, faults, keepJournal);
    host = await startHost({
      load: () => registerWith(fire.world),
      clock,
      stateFolder: folder(),
      fsync: false,
      hostJson: { version: '2.0', functions, extensions: { durableTask: { hubName: 'Test' } } },
      log: ({ category, message }) => {
        if (category === 'user') log.push(message);
      },
    });
  };
  /** What is on the disk at the moment of the kill is all that the next life knows. */
  const keepJournal = () => {
    const next = path.join(root, String(life + 1));
    mkdirSync(next, { recursive: true });
    const journal = path.join(folder(), 'durable.jsonl');
    if (existsSync(journal)) copyFileSync(journal, path.join(next, 'durable.jsonl'));
  };
  await begin();
  return {
    clock,
    memory,
    azure,
    truth,
    log,
    faults,
    breaches,
    breach: report,
    kills: () => life,
    url: () => host.url,
    instances: () => host.instances,
    async rest() {
      for (;;) {
        await host.idle();
        azure.progress();
        if (!fire.isDead()) return;
        await host.stop();
        life += 1;
        await begin();
      }
    },
    async stop() {
      await host.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The whole app; in place of the queue, which needs a storage account, a door that takes the same messages. */
function registerWith(outside: World): void {
  register(outside);
  const { world } = outboxOf(outside);
  const receive = receiveEvent(world);
  app.http('deliver', {
    methods: ['POST'],
    extraInputs: [df.input.durableClient()],
    async handler(request, context) {
      const message = { id: 'm', tries: 1, maxTries: 5 };
      await receive(await request.text(), message, context, df.getClient(context));
      return { status: 202 };
    },
  });
}
