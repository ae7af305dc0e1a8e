import { cutText } from '../../azure/table-values.ts';
import { type Intent, intentKey } from '../../domain/intent.ts';
import type { EndpointNotes, NoteOfEndpoint } from '../../domain/notes.ts';
import { mayChange, type Release, type Step } from '../../domain/release.ts';
import { type EndpointRef, endpointKey } from '../../domain/workspace.ts';
import type { World } from '../../domain/world.ts';
import { journalOf, pageOf } from './memory-journal.ts';
import type { Memory } from './memory-world.ts';

type Stores = Pick<
  World,
  'packages' | 'releases' | 'intents' | 'fleet' | 'notes' | 'poison' | 'audit' | 'verdicts' | 'plans'
>;

/** The app's own stores, in memory. They keep the same contracts as the real ones. */
export const storesOf = (memory: Memory): Stores => ({
  packages: {
    pushed: async (path) => memory.pushed.get(path),
    keep: async (hash, bytes) => void memory.packages.set(hash, bytes),
    kept: async (hash) => memory.packages.get(hash),
    async keepLogs(releaseId, name) {
      memory.logs.push(`${releaseId}/${name}`);
      return name;
    },
  },
  releases: releasesOf(memory),
  intents: intentsOf(memory),
  fleet: {
    enter: async (live) => void memory.live.set(endpointKey(live.endpoint), live),
    get: async (endpoint) => memory.live.get(endpointKey(endpoint)),
    leave: async (endpoint) => void memory.live.delete(endpointKey(endpoint)),
    async *all() {
      yield* memory.live.values();
    },
  },
  notes: {
    leftovers: notesOf(memory.leftovers),
    givenRoles: notesOf(memory.givenRoles),
    retirements: notesOf(memory.retirements),
    idle: notesOf(memory.idle),
  },
  audit: journalOf(memory.audit),
  verdicts: journalOf(memory.verdicts),
  plans: journalOf(memory.plans),
  poison: { keep: async (message) => void memory.poison.push(message) },
});

/** Notes in a map, each under its endpoint and name. */
export const notesOf = <T>(notes: Map<string, NoteOfEndpoint<T>>): EndpointNotes<T> => {
  const key = (endpoint: EndpointRef, name: string) => `${endpointKey(endpoint)}/${name.toLowerCase()}`;
  return {
    put: async (endpoint, name, note) => void notes.set(key(endpoint, name), structuredClone({ endpoint, note })),
    get: async (endpoint, name) => notes.get(key(endpoint, name))?.note,
    of: async (endpoint) =>
      [...notes].filter(([at]) => at.startsWith(`${endpointKey(endpoint)}/`)).map(([, { note }]) => note),
    async *all() {
      yield* [...notes.values()];
    },
    remove: async (endpoint, name) => void notes.delete(key(endpoint, name)),
  };
};

/** A row of a table holds no more than 64 KB in one property. */
const cut = (release: Release): Release =>
  release.fault
    ? { ...release, fault: { ...release.fault, message: cutText(release.fault.message, 10_000) } }
    : release;

function releasesOf(memory: Memory): World['releases'] {
  const change = (id: string, to: (release: Release) => Release) => {
    const release = memory.releases.get(id);
    if (release) memory.releases.set(id, to(release));
  };
  const step = (name: string, to: (step: Step | undefined) => Step) => (release: Release) => {
    const known = release.steps.find((each) => each.name === name);
    const steps = [...release.steps.filter((each) => each !== known), to(known)];
    return { ...release, steps: steps.sort((a, b) => a.startedAt.localeCompare(b.startedAt)) };
  };
  return {
    async create(release) {
      const isNew = !memory.releases.has(release.id);
      if (isNew) memory.releases.set(release.id, cut(release));
      return isNew;
    },
    get: async (id) => memory.releases.get(id),
    remember: async (key, id) => void (memory.remembered.has(key) || memory.remembered.set(key, id)),
    remembered: async (key) => memory.remembered.get(key),
    async list(endpoint, top) {
      const key = endpointKey(endpoint);
      const of = [...memory.releases.values()].filter((each) => each.endpoint && endpointKey(each.endpoint) === key);
      const newestFirst = of.sort((a, b) => b.requestedAt.localeCompare(a.requestedAt));
      return newestFirst.slice(0, top).map((release) => ({ ...release, steps: [] }));
    },
    async page({ workspaceId, name }, wanted) {
      const isMeant = ({ endpoint }: Release) =>
        endpoint?.workspaceId.toLowerCase() === workspaceId.toLowerCase() &&
        (name === undefined || endpoint.name.toLowerCase() === name.toLowerCase());
      const found = [...memory.releases.values()].filter(isMeant).map((release) => ({ ...release, steps: [] }));
      return pageOf(found, ({ requestedAt }) => requestedAt, wanted);
    },
    async update(id, changes) {
      change(id, (release) => {
        return mayChange(release, changes) ? cut({ ...release, ...changes }) : release;
      });
    },
    async beginStep(id, { name, startedAt }) {
      change(
        id,
        step(name, (known) => known ?? { name, startedAt, state: 'running' }),
      );
    },
    async endStep(id, { name, ...told }) {
      const ending = { ...told, reason: cutText(told.reason, 10_000) };
      change(
        id,
        step(name, (known) => ({ name, startedAt: known?.startedAt ?? ending.endedAt, ...ending })),
      );
    },
  };
}

function intentsOf(memory: Memory): World['intents'] {
  return {
    record: async (intent) =>
      void (memory.intents.has(intentKey(intent)) || memory.intents.set(intentKey(intent), intent)),
    async of(endpoint) {
      const key = endpointKey(endpoint);
      return [...memory.intents.values()].filter((each) => endpointKey(each.endpoint) === key);
    },
    async *all() {
      yield* memory.intents.values();
    },
    async begun(intent: Intent) {
      const known = memory.intents.get(intentKey(intent));
      if (known && known.attempt < intent.attempt) memory.intents.set(intentKey(intent), intent);
    },
    remove: async (intent) => void memory.intents.delete(intentKey(intent)),
  };
}
