import { readFileSync } from 'node:fs';
import { afterEach } from 'vitest';
import * as contracts from '../../domain/contracts.ts';
import type { Release } from '../../domain/release.ts';
import { endpointKey } from '../../domain/workspace.ts';
import type { World } from '../../domain/world.ts';
import { type TestClock, testClock } from '../../emulator/clock.ts';
import { type Host, startHost } from '../../emulator/host/host.ts';
import { routes } from '../../functions/http/routes.ts';
import { register } from '../../functions/main.ts';
import { type Memory, memoryWorld } from './memory-world.ts';
import { runToEnd } from './run-to-end.ts';
import { workspaceId } from './workspace-id.ts';
import { zipOf } from './zip.ts';

/** The whole app on the local host, with a World of memory and a clock that jumps. */
export interface AppUnderTest {
  readonly host: Host;
  readonly clock: TestClock;
  readonly world: World;
  readonly memory: Memory;
  readonly log: string[];
  post(zip: Uint8Array, headers?: Readonly<Record<string, string>>): Promise<Response>;
  get(path: string): Promise<Response>;
  /** Lets the endpoint's orchestration run until nothing is wanted any more. */
  settle(endpointName?: string): Promise<void>;
}

const running: Host[] = [];
afterEach(async () => {
  for (const host of running.splice(0)) await host.stop();
});

/** Everything but the queue trigger, which needs a storage account, and the timers, which a test asks for. */
const always = [...Object.values(contracts).map(({ name }) => name), ...routes.map(({ name }) => name)];

/** As in Azure. */
const { durableTask } = (JSON.parse(readFileSync('host.json', 'utf8')) as { extensions: { durableTask: object } })
  .extensions;

type Timer = 'resyncIntents' | 'watchEndpoints' | 'checkLeftovers' | 'checkCosts' | 'keepHouse';

export async function startApp(replaced: Partial<World> = {}, timers: readonly Timer[] = []): Promise<AppUnderTest> {
  const clock = testClock();
  const { world, memory } = memoryWorld(clock, replaced);
  const log: string[] = [];
  const host = await startHost({
    load: () => register(world),
    clock,
    strict: true,
    hostJson: {
      version: '2.0',
      functions: [...always, ...timers],
      extensions: { durableTask: { ...durableTask, hubName: 'Test' } },
    },
    log: ({ category, level, message }) => {
      if (category === 'user' || level === 'error') log.push(message);
    },
  });
  running.push(host);
  return {
    host,
    clock,
    world,
    memory,
    log,
    async post(zip, headers = {}) {
      const form = new FormData();
      form.set('package', new Blob([new Uint8Array(zip)]), 'chat.zip');
      return await fetch(`${host.url}/api/releases`, { method: 'POST', body: form, headers });
    },
    get: (path) => fetch(`${host.url}/api${path}`),
    async settle(name = 'chat') {
      await runToEnd(host, clock, `reconcile-${endpointKey({ workspaceId, name })}`);
    },
  };
}

/** A flow that is in order, with some of its files changed or added. */
export const chatZip = (changed: Readonly<Record<string, string>> = {}): Promise<Uint8Array> =>
  zipOf({ ...chatFlow, ...changed });

export const chatFlow: Readonly<Record<string, string>> = {
  'flow.dag.yaml': `inputs:
  question: {type: string}
outputs:
  category: {type: string, reference: '\${answer.output}'}
nodes:
- name: answer
  type: llm
  source: {type: code, path: answer.jinja2}
  inputs: {deployment_name: gpt, question: '\${inputs.question}'}
  connection: open_ai_connection
  api: chat
`,
  'answer.jinja2': 'Answer {{question}}',
  'data.jsonl': '{"question": "Why?"}',
  'deploy.yaml': 'endpoint: {name: chat}',
};

/** Releases a flow to its end, and answers with its story. */
export async function release(app: AppUnderTest, changed: Readonly<Record<string, string>> = {}): Promise<Release> {
  const answer = await app.post(await chatZip(changed));
  const { id } = (await answer.json()) as { id: string };
  await app.settle();
  const told = app.memory.releases.get(id);
  if (!told) throw new Error(`no release ${id}`);
  return told;
}
