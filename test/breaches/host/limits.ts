import { type Breach, breachesOf } from '../breach.ts';

const durable = (name: string) => `test/emulator/host/durable/${name}.test.ts`;
const clockTest = 'test/emulator/clock.test.ts';
const limitsTest = durable('limits');

/** What the limits are, and how time passes. */
export const limitBreaches: readonly Breach[] = [
  ...breachesOf('emulator/host/durable/durable-host.ts', durable('fan-out'), [
    [
      'limits: activities and orchestrators at once',
      'options.settings.maxConcurrentActivityFunctions',
      '99',
      'maxConcurrentActivityFunctions of host.json bounds how many run at once',
    ],
    [
      'limits: activities and orchestrators at once',
      'options.settings.maxConcurrentOrchestratorFunctions',
      '99',
      'maxConcurrentOrchestratorFunctions bounds how many orchestrations run at once',
    ],
  ]),
  ...breachesOf('emulator/host/durable/durable-host.ts', durable('entity-limits'), [
    [
      'limits: entities at once',
      'options.settings.maxConcurrentEntityFunctions',
      '99',
      'maxConcurrentEntityFunctions bounds how many entities run at once',
    ],
  ]),
  ...breachesOf('emulator/host/durable/entity-run.ts', durable('entity-limits'), [
    [
      'limits: entities at once',
      'operations.slice(0, runtime.settings.maxEntityOperationBatchSize)',
      'operations',
      'entities work off their messages in batches of maxEntityOperationBatchSize',
    ],
  ]),
  ...breachesOf('emulator/host/invoke.ts', durable('failures'), [
    [
      'limits: `functionTimeout`',
      'if (timeoutInMs === undefined) return run();',
      'return run();',
      'a function that runs longer than functionTimeout fails',
    ],
  ]),
  ...breachesOf('emulator/host/durable/limits.ts', limitsTest, [
    [
      'limits: messages that Azure Storage would move to a blob',
      'size <= largestInQueueInBytes',
      'true',
      'what it would move to a blob is remarked on',
    ],
    [
      'limits: texts that Azure Storage does not deliver',
      "if (!forbiddenInXml.test(text ?? '')) return undefined;",
      'return undefined;',
      'an instance stays Running, and it is said why: %s %j',
    ],
    [
      'limits: texts that Azure Storage does not deliver',
      'size <= largestErrorInBytes',
      'true',
      'an instance stays Running, and it is said why: %s %j',
    ],
    [
      'limits: a megabyte on the Durable Task Scheduler',
      'size <= largestInSchedulerInBytes',
      'true',
      'more than a megabyte is refused: %s',
    ],
    [
      'limits: custom status',
      'if (size <= largestCustomStatusInBytes) return undefined;',
      'return undefined;',
      'a custom status of %i characters: %s',
    ],
  ]),
  ...breachesOf('emulator/host/durable/orchestration-client.ts', limitsTest, [
    [
      'limits: length of ids',
      'if (instanceId.length > longest) {',
      'if (false) {',
      'an instance id has at most 100 characters',
    ],
  ]),
  ...breachesOf('emulator/host/durable/replay/replay.ts', limitsTest, [
    ['limits: actions of one orchestration', 'walk.performedActions > mostActions', 'false', '%i actions: %s'],
  ]),
  ...breachesOf('emulator/clock.ts', clockTest, [
    [
      'time: `--speed` scales all of it',
      '(Date.now() - origin.realStart) * origin.speed',
      '(Date.now() - origin.realStart)',
      'is the same for everyone who knows its origin',
    ],
    [
      'time: `--speed` scales all of it',
      'setTimeout(arm, Math.min(Math.ceil(delayInMs), longestTimeoutInMs))',
      'setTimeout(fire, delayInMs / 2)',
      'never fires before its time',
    ],
    [
      'time: a test clock that jumps to the next timer',
      'if (alarm) moveTo(Math.max(time, alarm.when));',
      '',
      'jumps to the next alarm, if there is one',
    ],
    [
      'time: a test clock that jumps to the next timer',
      'time = Math.max(time, alarm.when);\n      alarm.fire();',
      'alarm.fire();',
      'fires what falls due on the way, in order, at its own time',
    ],
  ]),
  ...breachesOf('emulator/host/host-clock.ts', 'test/emulator/host/host-clock.test.ts', [
    [
      'time: the clock of a state folder, over restarts',
      'readJsonFile(file) as',
      'undefined as',
      'a clock that was ahead does not go back, at a speed of %i after 3600',
    ],
    [
      'time: the clock of a state folder, over restarts',
      'Math.max(now, scaledClock(before).now())',
      'now',
      'a clock that was ahead does not go back, at a speed of %i after 3600',
    ],
  ]),
];
