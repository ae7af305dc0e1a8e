import { type Journal, openJournal } from '../../journal.ts';
import type { Transition } from './change.ts';
import { applyChange, emptyHubState, type HubState, snapshot } from './hub-state.ts';

/**
 * The task hub: the durable state in memory, and the journal that it is written to. A transition counts at once in this
 * process; nobody outside may see an effect of it before `flush`. Several transitions share one disk write that way.
 */
export interface Hub {
  readonly state: HubState;
  commit(transition: Transition): void;
  /** Writes what was committed since the last time. Throws when the disk refuses. */
  flush(): void;
  /** How many bytes were written since the start, for measurements. */
  writtenInBytes(): number;
  close(): void;
}

export interface HubOptions {
  readonly file: string | undefined;
  readonly fsync: boolean;
}

// Below this a journal is not worth rewriting; above it, it is rewritten when it has grown fourfold since the last time:
// what is rewritten then stays in proportion to what was written, however much there is.
const smallestToCompactInBytes = 8 * 2 ** 20;
const growth = 4;

/** Opens the hub and brings back what the journal holds. Without a file everything stays in memory. */
export function openHub({ file, fsync }: HubOptions): Hub {
  const state = emptyHubState();
  const journal = file === undefined ? undefined : restore(file, fsync, state);
  let unwritten: Transition[] = [];
  let written = 0;
  let compactAtInBytes = Math.max(smallestToCompactInBytes, growth * (journal?.sizeInBytes() ?? 0));
  return {
    state,
    commit(transition) {
      if (transition.length === 0) return;
      if (journal) unwritten.push(transition);
      for (const change of transition) applyChange(state, change);
    },
    flush() {
      if (!journal || unwritten.length === 0) return;
      const before = journal.sizeInBytes();
      journal.appendAll(unwritten);
      unwritten = [];
      written += journal.sizeInBytes() - before;
      if (journal.sizeInBytes() < compactAtInBytes) return;
      journal.compact(snapshot(state));
      written += journal.sizeInBytes();
      compactAtInBytes = Math.max(smallestToCompactInBytes, growth * journal.sizeInBytes());
    },
    writtenInBytes: () => written,
    close: () => journal?.close(),
  };
}

function restore(file: string, fsync: boolean, state: HubState): Journal<Transition> {
  const { journal, changes } = openJournal<Transition>(file, { fsync });
  for (const transition of changes) {
    for (const change of transition) applyChange(state, change);
  }
  // What is over need not be read again next time; but rewriting what is mostly needed would make every start slow.
  const needed = state.rows.size + state.tasks.size + state.entities.size + state.values.size;
  if (changes.length > 2 * needed + 100) journal.compact(snapshot(state));
  return journal;
}
