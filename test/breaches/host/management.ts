import { type Breach, breachesOf } from '../breach.ts';

const at = (name: string) => `test/emulator/host/durable/${name}.test.ts`;
const source = (name: string) => `emulator/host/durable/${name}.ts`;

/** What clients of orchestrations may do. */
export const managementBreaches: readonly Breach[] = [
  ...breachesOf(source('turn'), at('same-batch'), [
    [
      'durable: suspend',
      'messages: current.filter((message) => !isSwitch(message))',
      'messages: []',
      'an event that comes with the suspension is kept until the instance is resumed',
    ],
  ]),
  ...breachesOf(source('turn'), at('management'), [
    [
      'durable: suspend',
      'else if (isSuspended(row, current)) suspend(runtime, row, current);',
      '',
      'a suspended instance keeps what comes for it until it is resumed',
    ],
    [
      'durable: terminate',
      'if (reason) terminate(runtime, row, reason);\n  else if',
      'if',
      'a terminated instance has the reason as its output',
    ],
  ]),
  ...breachesOf(source('management/management'), at('management'), [
    [
      'durable: resume',
      'resume(runtime, id, reason);',
      '',
      'a suspended instance keeps what comes for it until it is resumed',
    ],
  ]),
  ...breachesOf(source('rewind'), at('rewind'), [
    [
      'durable: rewind',
      'events: withoutFailures(history)',
      'events: history',
      'runs again only what failed, also in the children',
    ],
    [
      'durable: rewind',
      "if (runtime.state.rows.get(childId)?.instance.status === 'Failed') rewind(runtime, childId, reason);",
      '',
      'runs again only what failed, also in the children',
    ],
    ['durable: rewind', "if (instance.status !== 'Failed') {", 'if (false) {', 'is for failed instances only'],
  ]),
  ...breachesOf(source('orchestration-client'), at('management'), [
    [
      'durable: purge',
      "runtime.commit(gone.map(({ instance: { instanceId } }): Change => ({ do: 'purge', instanceId })));",
      '',
      'purge removes one, whatever its status',
    ],
    [
      'durable: restart',
      'startOrchestration(runtime, { name, input, version, instanceId: hasNewId ? undefined : instanceId })',
      'startOrchestration(runtime, { name, input: null, version, instanceId: hasNewId ? undefined : instanceId })',
      'restart runs the same input again, under a new id or the old one',
    ],
    [
      'durable: restart',
      'instanceId: hasNewId ? undefined : instanceId',
      'instanceId: undefined',
      'restart runs the same input again, under a new id or the old one',
    ],
    [
      'durable: starting',
      'if (present && !hasEnded(present) && ',
      'if (false && ',
      'an id that is running is refused, and one that has ended is replaced',
    ],
  ]),
  ...breachesOf(source('management/purge'), at('management'), [
    [
      'durable: purge',
      'answer(purge(durable.runtime, instanceFilter(query)))',
      'answer(purge(durable.runtime, () => true))',
      'purge by time removes running ones too unless it is told which',
    ],
  ]),
  ...breachesOf(source('management/start'), at('management'), [
    [
      'durable: starting',
      'if (isWaiting && (await endsWithin(context, id, timeout)))',
      'if (false)',
      'waits for the end when it is given a timeout and an interval, and answers the output',
    ],
  ]),
  ...breachesOf(source('management/filters'), at('status'), [
    [
      'durable: status queries with filters',
      'statuses.length === 0 || statuses.includes(status.toLowerCase())',
      'true',
      'are filtered by status, prefix and time',
    ],
    [
      'durable: status queries with filters',
      '!instanceId.startsWith(prefix) ||',
      '',
      'are filtered by status, prefix and time',
    ],
    ['durable: status queries with filters', 'created < from ||', '', 'are filtered by status, prefix and time'],
    ['durable: status queries with filters', '|| created > to', '', 'are filtered by status, prefix and time'],
  ]),
  ...breachesOf(source('management/list'), at('status'), [
    [
      'durable: status queries with filters',
      'const first = readToken(',
      'const first = 0 * readToken(',
      'come in pages of a hundred',
    ],
    [
      'durable: status queries with filters',
      'found.slice(first, first + length)',
      'found.slice(first)',
      'come in pages of a hundred',
    ],
  ]),
  ...breachesOf(source('management/status'), at('status'), [
    ['durable: history as it is shown', "isTrue(query, 'showHistory')\n", 'false\n', 'tells the history as a summary'],
    ['durable: status queries with filters', "!isFalse(query, 'showInput')", 'true', 'hides the input when asked to'],
  ]),
  ...breachesOf(source('management/links'), at('client'), [
    ['durable: links for clients', '&code=${systemKey}`', '`', 'makes links to this host, with the system key'],
  ]),
];
