import { mayBecome, type Release, type Step } from '../../domain/release.ts';
import { endpointKey } from '../../domain/workspace.ts';
import type { World } from '../../domain/world.ts';
import type { Memory } from './memory-world.ts';

/** The app's own stores, in memory. */
export function storesOf(memory: Memory): Pick<World, 'packages' | 'releases' | 'intents' | 'poison'> {
  const change = (id: string, to: (release: Release) => Release) => {
    const release = memory.releases.get(id);
    if (release) memory.releases.set(id, to(release));
  };
  const step = (name: string, to: (step: Step | undefined) => Step) => (release: Release) => {
    const others = release.steps.filter((each) => each.name !== name);
    return { ...release, steps: [...others, to(release.steps.find((each) => each.name === name))] };
  };
  return {
    packages: {
      pushed: async (path) => memory.pushed.get(path),
      keep: async (hash, bytes) => void memory.packages.set(hash, bytes),
      kept: async (hash) => memory.packages.get(hash),
      keepLogs: async (releaseId, name) => {
        memory.logs.push(`${releaseId}/${name}`);
        return name;
      },
    },
    releases: {
      async create(release) {
        const isNew = !memory.releases.has(release.id);
        if (isNew) memory.releases.set(release.id, release);
        return isNew;
      },
      get: async (id) => memory.releases.get(id),
      remember: async (key, id) => void memory.remembered.set(key, id),
      remembered: async (key) => memory.remembered.get(key),
      async list(endpoint) {
        const of = [...memory.releases.values()].filter((each) => each.endpoint?.name === endpoint.name);
        return of.sort((a, b) => b.requestedAt.localeCompare(a.requestedAt));
      },
      async update(id, changes) {
        change(id, (release) =>
          changes.state === undefined || mayBecome(release.state, changes.state) ? { ...release, ...changes } : release,
        );
      },
      async beginStep(id, { name, startedAt }) {
        change(
          id,
          step(name, (before) => before ?? { name, startedAt, state: 'running' }),
        );
      },
      async endStep(id, { name, ...ending }) {
        change(
          id,
          step(name, (before) => ({ name, startedAt: before?.startedAt ?? ending.endedAt, ...ending })),
        );
      },
    },
    intents: {
      record: async (intent) =>
        void (memory.intents.has(intent.releaseId) || memory.intents.set(intent.releaseId, intent)),
      of: async (endpoint) =>
        [...memory.intents.values()].filter((each) => endpointKey(each.endpoint) === endpointKey(endpoint)),
      async *all() {
        yield* memory.intents.values();
      },
      begun: async (intent) => void memory.intents.set(intent.releaseId, intent),
      remove: async ({ releaseId }) => void memory.intents.delete(releaseId),
    },
    poison: { keep: async (message) => void memory.poison.push(message) },
  };
}
