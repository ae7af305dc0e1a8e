import { type Outcome, refused } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';

/** Something that goes wrong, this many calls from now. A kill ends the process there and then. */
export interface Fault {
  readonly kind: 'throws' | 'loses the answer' | 'refuses' | 'kill before' | 'kill after';
  after: number;
}

/** The World of one process. Once that is killed, nothing it still does reaches anything. */
export interface Fire {
  readonly world: World;
  readonly faults: Fault[];
  isDead(): boolean;
}

const ports = [
  ...['packages', 'releases', 'intents', 'fleet', 'poison', 'workspaces', 'models', 'environments', 'endpoints'],
  ...[
    'deployments',
    'roles',
    'rights',
    'compute',
    'scoring',
    'metrics',
    'flowMetrics',
    'announcements',
    'channels',
    'blueprints',
  ],
] as (keyof World)[];

/** What Azure may say no to. */
const refusable = [
  ...['endpoints.begin', 'endpoints.check', 'endpoints.beginTraffic', 'endpoints.beginDelete', 'metrics.read'],
  ...['deployments.begin', 'deployments.check', 'deployments.beginDelete', 'scoring.score', 'models.register'],
];

type Port = Record<string, (...given: unknown[]) => unknown>;

export function underFire(world: World, faults: Fault[], onKill: () => void): Fire {
  let isDead = false;
  const die = (): never => {
    isDead = true;
    onKill();
    throw new Error('killed');
  };
  const due = (name: string): Fault['kind'] | undefined => {
    for (const fault of faults) fault.after -= 1;
    const at = faults.findIndex(({ after, kind }) => after <= 0 && (kind !== 'refuses' || refusable.includes(name)));
    return at < 0 ? undefined : faults.splice(at, 1)[0]?.kind;
  };
  const guarded = (port: Port, portName: string): Port =>
    Object.fromEntries(
      Object.entries(port).map(([method, work]) => {
        if (typeof work !== 'function' || method === 'all' || method === 'pending') return [method, work];
        return [method, (...given: unknown[]) => call(`${portName}.${method}`, () => work(...given))];
      }),
    );
  const call = async (name: string, work: () => unknown): Promise<unknown> => {
    if (isDead) throw new Error('killed');
    const kind = due(name);
    if (kind === 'kill before') die();
    if (kind === 'throws') throw new Error('unreachable: Azure does not answer');
    if (kind === 'refuses') return no(name);
    const answer = await work();
    if (kind === 'kill after') die();
    if (kind === 'loses the answer') throw new Error('unreachable: the answer was lost');
    return answer;
  };
  const entries = ports.map((name) => [name, guarded(world[name] as unknown as Port, name)]);
  const notes = Object.entries(world.notes).map(([name, port]) => [name, guarded(port as unknown as Port, name)]);
  const all = { ...Object.fromEntries(entries), notes: Object.fromEntries(notes) };
  return { world: { ...world, ...all } as World, faults, isDead: () => isDead };
}

const no = (name: string): Outcome<never> => refused('operation-failed', `Azure says no to ${name}.`, 'Try again.');
