import { hasEnded } from '../../domain/release.ts';
import { doorsOf, type EndpointName, endpointNames, packageNames } from './doors.ts';
import { checkAtRest, checkInTheEnd, newTally, type Tally } from './promises-at-rest.ts';
import { regressionIsRolledBack } from './regression.ts';
import { type Chance, chanceFrom } from './seeded.ts';
import { type Sabotage, type Session, startSession } from './session.ts';
import { pass, settle } from './time.ts';
import type { Mood } from './truth.ts';

/** What one sequence did, and what it found. */
export interface Told {
  readonly seed: number;
  readonly actions: readonly string[];
  readonly breaches: readonly string[];
  readonly states: readonly string[];
  readonly kills: number;
  readonly regressions: number;
}

type Doors = ReturnType<typeof doorsOf>;
interface Play {
  readonly session: Session;
  readonly doors: Doors;
  readonly chance: Chance;
  readonly tally: Tally;
}

const commands = ['approve', 'reject', 'promote', 'pause', 'resume', 'abort'] as const;

/** What can happen, with how often it does. */
const actions: readonly (readonly [number, string, (play: Play) => Promise<unknown>])[] = [
  [
    3,
    'push',
    async ({ doors, chance, tally }) => {
      await doors.push(chance.one(packageNames), someEndpoint(chance));
      tally.pushes += 1;
      if (chance.next() < 0.8) await doors.deliver(somePatience(chance));
    },
  ],
  [
    2,
    'deliver again',
    async ({ session, doors }) => {
      await deliverAgain(session, doors);
    },
  ],
  [
    3,
    'post',
    async ({ doors, chance, tally }) => {
      tally.posts += 1;
      await doors.post(chance.one(packageNames), someEndpoint(chance), somePatience(chance));
    },
  ],
  [1, 'post again', async ({ doors }) => await doors.postAgain()],
  [
    3,
    'say',
    async ({ session, doors, chance }) => {
      const open = [...session.memory.releases.values()].filter(({ state }) => !hasEnded(state));
      const one = open[chance.below(open.length)];
      if (one) await doors.say(one.id, chance.one(commands));
    },
  ],
  [
    2,
    'ask back',
    async ({ session, doors, chance, tally }) => {
      const endpoint = someEndpoint(chance);
      const live = liveRelease(session, endpoint);
      if ((await doors.askBack(endpoint)) === 202 && live) tally.askedBack.add(live);
    },
  ],
  [
    2,
    'mood',
    async ({ session, chance }) => {
      const traffic = session.azure.trafficNow(someEndpoint(chance));
      const [worst] = Object.keys(traffic).filter((name) => traffic[name] !== 100);
      session.truth.moodIs(
        chance.one<Mood>([
          { kind: 'good' },
          { kind: 'bad', ...(worst ? { bad: worst } : {}) },
          { kind: 'bad' },
          { kind: 'absent' },
        ]),
      );
    },
  ],
  [
    4,
    'fault',
    async ({ session, chance }) => {
      const kind = chance.one(['throws', 'loses the answer', 'refuses'] as const);
      session.faults.push({ kind, after: 1 + chance.below(60) });
    },
  ],
  [
    3,
    'kill',
    async ({ session, chance }) => {
      session.faults.push({
        kind: chance.one(['kill before', 'kill after'] as const),
        after: 1 + chance.below(60),
      });
    },
  ],
  [8, 'time', async ({ session, chance }) => await pass(session, 30 + chance.below(900))],
  [2, 'long time', async ({ session, chance }) => await pass(session, 900 + chance.below(5400))],
];
/** Most of it happens to one of the endpoints, so that things meet there. */
const someEndpoint = (chance: Chance): EndpointName => endpointNames[chance.next() < 0.75 ? 0 : 1];
const somePatience = (chance: Chance) => (chance.next() < 0.25 ? 'gives up' : 'patient');

const weights = actions.reduce((sum, [weight]) => sum + weight, 0);

function drawn(chance: Chance): (typeof actions)[number] | undefined {
  let point = chance.below(weights);
  return actions.find(([weight]) => {
    point -= weight;
    return point < 0;
  });
}

/** Plays one sequence that follows from its seed; ends at its first breach. */
export async function play(seed: number, sabotage?: Sabotage): Promise<Told> {
  const chance = chanceFrom(seed);
  const session = await startSession(sabotage);
  const tally = newTally();
  const doors = doorsOf(session);
  const done: string[] = [];
  let regressions = 0;
  const length = 4 + chance.below(10);
  try {
    while (done.length < length && session.breaches.length === 0) {
      const [, name, act] = drawn(chance) ?? [];
      done.push(name ?? '');
      await act?.({ session, doors, chance, tally });
      await session.rest();
      checkAtRest(session);
    }
    if (session.breaches.length === 0) await settle(session);
    if (session.breaches.length === 0) checkInTheEnd(session, tally);
    if (session.breaches.length === 0 && chance.next() < 0.5 && (await regressionIsRolledBack(session, chance)))
      regressions += 1;
    const states = [...session.memory.releases.values()].map(({ state }) => state);
    return { seed, actions: done, breaches: session.breaches.map(String), states, kills: session.kills(), regressions };
  } finally {
    await session.stop();
  }
}

/** News that is known already may change nothing. */
export async function deliverAgain(session: Session, doors: Doors): Promise<void> {
  const known = new Set([...session.memory.remembered.keys()]);
  const before = session.memory.releases.size;
  await doors.deliver();
  const isOld = session.memory.remembered.size === known.size;
  if (isOld && session.memory.releases.size > before) session.breach('P2', 'old news made a new release');
}

const liveRelease = ({ memory }: Session, name: EndpointName): string | undefined =>
  [...memory.releases.values()]
    .filter(({ state, endpoint }) => endpoint?.name === name && (state === 'succeeded' || state === 'rollingBack'))
    .sort((a, b) => b.requestedAt.localeCompare(a.requestedAt))[0]?.id;
