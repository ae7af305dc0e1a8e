import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as df from 'durable-functions';
import { expect, onTestFinished, test } from 'vitest';
import { openHub } from '../../../emulator/host/durable/hub.ts';
import { applyChange, emptyHubState, type HubState, snapshot } from '../../../emulator/host/durable/hub-state.ts';
import { type Orchestrator, startTestHost, type TestApp } from './test-host.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'host-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const journalOf = (stateFolder: string) => path.join(stateFolder, 'durable.jsonl');

/** Everything that can be under way at once: activities, a timer, a child, an entity. */
const busy: Orchestrator = function* (context) {
  const counter = new df.EntityId('Counter', 'a');
  const later = new Date(context.df.currentUtcDateTime.getTime() + 60_000);
  context.df.signalEntity(counter, 'add', 1);
  const results: unknown = yield context.df.Task.all([
    context.df.callActivity('echo', 'first'),
    context.df.callSubOrchestrator('child', {}, 'kid'),
    context.df.createTimer(later),
  ]);
  return [results, yield context.df.callEntity(counter, 'get')];
};
const testApp: TestApp = {
  orchestrators: {
    busy,
    *child(context) {
      return yield context.df.callActivity('echo', 'of the child');
    },
  },
  more: () =>
    df.app.entity('Counter', (context: df.EntityContext<number>) => {
      const count = context.df.getState(() => 0) ?? 0;
      if (context.df.operationName === 'add') context.df.setState(count + 1);
      else context.df.return(count);
    }),
};

/** The journal of a run that nothing disturbed, line by line. */
async function undisturbed(): Promise<{ lines: readonly string[]; output: unknown }> {
  const stateFolder = temporaryFolder();
  const { run, host } = await startTestHost(testApp, { stateFolder });
  const { output } = await run('busy', {}, 'one');
  await host.stop();
  return { output, lines: readFileSync(journalOf(stateFolder), 'utf8').trimEnd().split('\n') };
}

test('goes on from every line that it may have been killed after', async () => {
  const { lines, output } = await undisturbed();

  for (let length = 1; length <= lines.length; length++) {
    const stateFolder = temporaryFolder();
    writeFileSync(journalOf(stateFolder), `${lines.slice(0, length).join('\n')}\n`);
    const { toEnd, host } = await startTestHost(testApp, { stateFolder });

    expect([length, (await toEnd('one')).output]).toEqual([length, output]);
    await host.stop();
  }
});

test('a journal made shorter brings back the same state', async () => {
  const { lines } = await undisturbed();
  const file = journalOf(temporaryFolder());

  for (let length = 1; length <= lines.length; length++) {
    writeFileSync(file, `${lines.slice(0, length).join('\n')}\n`);
    const { state, close } = openHub({ file, fsync: false });
    const again = emptyHubState();
    for (const transition of snapshot(state)) for (const change of transition) applyChange(again, change);

    expect(plain(again)).toEqual(plain(state));
    close();
  }
});

const plain = ({ rows, ...rest }: HubState) => ({
  ...rest,
  rows: [...rows.values()].map(({ history, ...row }) => ({ ...row, events: history.events() })),
});
