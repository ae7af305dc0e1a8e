import { type Breach, breachesOf } from '../breach.ts';

const durable = (name: string) => `test/emulator/host/durable/${name}.test.ts`;
const journalTest = 'test/emulator/journal.test.ts';
const killedTest = 'test/emulator/host/killed.test.ts';
const stateTest = 'test/emulator/host/state.test.ts';
const killed = 'goes on from every line that it may have been killed after';
const shorter = 'a journal made shorter brings back the same state';
const restartTest = 'goes on after a restart, at every step';
const takenOverTest = '%s is taken over';

/** What survives a crash. */
export const stateBreaches: readonly Breach[] = [
  ...breachesOf('emulator/journal.ts', journalTest, [
    [
      'state: every transition fsynced',
      'if (options.fsync) fdatasyncSync(descriptor);',
      '',
      'has every change on the disk before it says so, with fsync %s',
    ],
    [
      'state: every transition fsynced',
      'fsyncSync(fresh);',
      '',
      'has the new file on the disk before it takes the place of the old one',
    ],
    [
      'state: every transition fsynced',
      'syncFolder(path.dirname(file));',
      '',
      'has the new file on the disk before it takes the place of the old one',
    ],
    [
      'state: a torn record cut off',
      'if (end < bytes.length) cutOff(file, end);',
      '',
      'cut anywhere gives back a beginning of what was written, and goes on from there',
    ],
    [
      'state: a torn record cut off',
      'throw new Error(`${file} is damaged: line ${number} is not JSON.`, { cause: error });',
      'return undefined as T;',
      'with damage in the middle is refused by line',
    ],
    [
      'state: compaction',
      'renameSync(`${file}.new`, file);',
      '',
      'is shorter after it is compacted, and goes on from there',
    ],
    [
      'state: compaction',
      "descriptor = openSync(file, 'a');\n      size = written;",
      'size = written;',
      'is shorter after it is compacted, and goes on from there',
    ],
  ]),
  ...breachesOf('emulator/host/durable/hub.ts', durable('writing'), [
    [
      'state: compaction',
      'if (journal.sizeInBytes() < compactAtInBytes) return;',
      'return;',
      'a journal is rewritten when most of it is over, and holds the same',
    ],
  ]),
  ...breachesOf('emulator/host/durable/hub.ts', stateTest, [
    [
      'state: compaction',
      'if (changes.length > 2 * needed + 100) journal.compact(snapshot(state));',
      '',
      'writes a shorter file when it starts again',
    ],
    [
      'state: one transition, one atomic write',
      'if (journal) unwritten.push(transition);',
      'if (journal) unwritten.push(transition.slice(0, 1));',
      restartTest,
    ],
  ]),
  ...breachesOf('emulator/host/host.ts', 'test/emulator/host/durable/writing.test.ts', [
    [
      'state: every transition fsynced',
      'fsync: options.fsync ?? true',
      'fsync: false',
      'what is written is synced to the disk: with fsync %s, %s',
    ],
  ]),
  ...breachesOf('emulator/host/durable/execute-turn.ts', durable('writing'), [
    [
      'state: one transition, one atomic write',
      'runtime.commit([taken(turn), ...outcomeOf(runtime, turn, { state, replayed, hasEnded })]);',
      'runtime.commit([taken(turn)]);\n  runtime.commit(outcomeOf(runtime, turn, { state, replayed, hasEnded }));',
      'a turn is one line: what it took in, its history and what it asks for',
    ],
  ]),
  ...breachesOf('emulator/host/durable/durable-host.ts', durable('writing'), [
    [
      'state: nothing acknowledged before it is written',
      'hub.flush();',
      '',
      'a disk that refuses a write stops the runtime, and nothing is acknowledged',
    ],
    [
      'state: nothing acknowledged before it is written',
      "phase = 'stopped';\n      options.log(",
      'options.log(',
      'a disk that refuses a write stops the runtime, and nothing is acknowledged',
    ],
  ]),
  ...breachesOf('emulator/host/durable/management/management.ts', durable('writing'), [
    [
      'state: nothing acknowledged before it is written',
      'await context.durable.whenWritten();',
      '',
      'a start that cannot be written is not acknowledged',
    ],
  ]),
  ...breachesOf('emulator/host/durable/durable-host.ts', killedTest, [
    [
      'state: what a killed process left is taken up',
      'for (const timer of row.timers.values()) alarms.set(timer);',
      '',
      killed,
    ],
    [
      'state: what a killed process left is taken up',
      'if (row.inbox.length > 0) orchestrations.add(instanceId);',
      '',
      killed,
    ],
    [
      'state: what a killed process left is taken up',
      'for (const key of hub.state.tasks.keys()) activities.add(key);',
      '',
      killed,
    ],
    [
      'state: what a killed process left is taken up',
      'for (const entityId of hub.state.entityInboxes.keys()) entities.add(entityId);',
      '',
      killed,
    ],
  ]),
  ...breachesOf('emulator/host/durable/hub-state.ts', killedTest, [
    ['state: compaction', '...row.inbox.map((message): Change =>', '...[].map((message): Change =>', shorter],
    [
      'state: compaction',
      '...[...row.timers.values()].map((timer): Change =>',
      '...[].map((timer): Change =>',
      shorter,
    ],
    ['state: compaction', "for (const task of state.tasks.values()) yield [{ do: 'add-task', task }];", '', shorter],
    [
      'state: compaction',
      "yield inbox.map((message): Change => ({ do: 'post-entity', entityId, message }));",
      '',
      shorter,
    ],
  ]),
  ...breachesOf('emulator/host/state-lock.ts', stateTest, [
    [
      'state: a second process refused',
      'if (owner && isAlive(owner, lock)) throw refused(folder, owner);',
      '',
      'refuses a folder that another host works on, and takes it when that one has stopped',
    ],
    [
      'state: a second process refused',
      'if (pid === process.pid) return held.has(lock);',
      'if (pid === process.pid) return true;',
      takenOverTest,
    ],
    [
      'state: a second process refused',
      'return startedAt === undefined || started === undefined || started === startedAt;',
      'return true;',
      takenOverTest,
    ],
    [
      'state: a second process refused',
      'if (held.delete(lock)) rmSync(lock, { force: true });',
      '',
      'gives the folder free when the app fails to start',
    ],
  ]),
];
