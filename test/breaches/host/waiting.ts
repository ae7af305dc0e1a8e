import { type Breach, breachesOf } from '../breach.ts';

const at = (name: string) => `test/emulator/host/durable/${name}.test.ts`;
const source = (name: string) => `emulator/host/durable/${name}.ts`;

/** What orchestrations wait for, and how they start over. */
export const waitingBreaches: readonly Breach[] = [
  ...breachesOf(source('replay/perform'), at('timers'), [
    [
      'durable: timers, also cancelled ones',
      'action.isCanceled ? performCancelledTimer(walk, fireAt) : performTimer(walk, fireAt)',
      'performTimer(walk, fireAt)',
      'a cancelled timer does not hold its orchestration',
    ],
  ]),
  ...breachesOf(source('alarms'), at('timers'), [
    [
      'durable: timers, also cancelled ones',
      "{ do: 'post', instanceId, message: { executionId, event } },",
      '',
      'a timer that is left running keeps the orchestration running until it fires, as in Azure',
    ],
  ]),
  ...breachesOf(source('replay/timer'), at('timers'), [
    [
      'durable: timers longer than the maximum',
      'fireAt - walk.now > walk.settings.maximumShortTimerInMs',
      'false',
      'a timer of weeks is made of pieces and takes as long as was asked for',
    ],
  ]),
  ...breachesOf(source('replay/external-events'), at('external-events'), [
    [
      'durable: external events, kept until they are waited for',
      'else walk.earlyEvents.set(key, [value]);',
      '',
      'an event that comes before it is waited for is kept',
    ],
    [
      'durable: external events, kept until they are waited for',
      'walk.waiters.get(key)?.pop()',
      'walk.waiters.get(key)?.shift()',
      'a wait that was given up does not take the event of a later one',
    ],
  ]),
  ...breachesOf(source('turn-outcome'), at('continue-as-new'), [
    [
      'durable: continueAsNew',
      'if (replayed.continueAsNewInput === undefined) {',
      'if (true) {',
      'starts over with a new history and the same id',
    ],
    [
      'durable: continueAsNew',
      'const isOver = hasEnded && replayed.openTasks === 0 &&',
      'const isOver = hasEnded &&',
      'takes effect only when no task is open',
    ],
    [
      'durable: custom status',
      'newExecution(runtime, { instanceId, name, version, parent, createdTime, customStatus, inbox, input })',
      'newExecution(runtime, { instanceId, name, version, parent, createdTime, inbox, input })',
      'keeps its custom status',
    ],
  ]),
  ...breachesOf(source('turn-outcome'), at('same-batch'), [
    [
      'durable: events over continueAsNew, as the extension keeps them',
      'const inbox = [...carriedOver, ...row.inbox.slice(turn.taken)];',
      'const inbox: Message[] = [];',
      'an event after the one that led to continueAsNew is carried over',
    ],
  ]),
  ...breachesOf(source('replay/replay'), at('same-batch'), [
    [
      'durable: events over continueAsNew, as the extension keeps them',
      'else walk.carriedOver.push(asPending(event));',
      '',
      'an event after the one that led to continueAsNew is carried over',
    ],
  ]),
  ...breachesOf(source('replay/perform'), at('timers'), [
    [
      'durable: `Task.any`',
      'for (const child of children) whenSettled(child, () => settle(done));',
      '',
      'a task that lost against a timer keeps the orchestration running until it ends, as in Azure',
    ],
    [
      'durable: `Task.any`',
      'case actionTypes.WhenAny:',
      'case -1:',
      'a cancelled timer does not hold its orchestration',
    ],
  ]),
  ...breachesOf(source('turn-outcome'), at('status'), [
    [
      'durable: custom status',
      'state.customStatus === undefined ? instance.customStatus : JSON.stringify(state.customStatus)',
      'instance.customStatus',
      'shows values and whole seconds',
    ],
  ]),
  ...breachesOf(source('versions'), at('versions'), [
    [
      'durable: versions',
      "(strategy === 'CurrentOrOlder' && order < 0)",
      'order < 0',
      'in an app of version %s with %j is %s',
    ],
    ['durable: versions', 'if (difference !== 0) return difference;', '', 'version %j compares with %j as %i'],
    [
      'durable: versions',
      "settings.versionFailureStrategy === 'Fail' ? 'fail' : 'reject'",
      "'reject'",
      'in an app of version %s with %j is %s',
    ],
  ]),
];
