import { type Breach, breachesOf } from '../breach.ts';

const at = (name: string) => `test/emulator/host/durable/${name}.test.ts`;
const source = (name: string) => `emulator/host/durable/${name}.ts`;

/** What orchestrations call, and how their replay is followed. */
export const orchestrationBreaches: readonly Breach[] = [
  ...breachesOf(source('replay/confirm'), at('determinism'), [
    [
      'durable: true replay, a difference named',
      'if (decision?.kind === kind && hasName(decision, name)) {',
      'if (true) {',
      'fails its instance, and names the event that differs: %s',
    ],
    [
      'durable: true replay, a difference named',
      'decision.name.toLowerCase() === name.toLowerCase()',
      'true',
      'fails its instance, and names the event that differs: %s',
    ],
    [
      'durable: true replay, a difference named',
      'with sequence ID ${event.EventId}',
      'with some ID',
      'fails its instance, and names the event that differs: %s',
    ],
  ]),
  ...breachesOf(source('orchestrator-call'), at('strict'), [
    ['durable: `--strict`', 'if (!runtime.isStrict) return', 'if (true) return', 'an orchestrator fails that %s'],
  ]),
  ...breachesOf(source('replay/perform'), at('activities'), [
    ['durable: activities', 'case actionTypes.CallActivity:', 'case -1:', 'know their orchestration'],
    [
      'durable: `callActivityWithRetry`',
      '(call) => retried(walk, action, call));\n    case actionTypes.CallSubOrchestrator:',
      '(call) => call());\n    case actionTypes.CallSubOrchestrator:',
      'are tried again with growing pauses, and then given up',
    ],
  ]),
  ...breachesOf(source('replay/retry'), at('activities'), [
    [
      'durable: `callActivityWithRetry`',
      '(options.backoffCoefficient ?? 1) ** retries',
      '1',
      'are tried again with growing pauses, and then given up',
    ],
    [
      'durable: `callActivityWithRetry`',
      "if (retries + 1 >= options.maxNumberOfAttempts) return 'end-after-timer';",
      '',
      'are tried again with growing pauses, and then given up',
    ],
  ]),
  ...breachesOf(source('activity-run'), at('activities'), [
    [
      'durable: activities',
      '{ ...base, EventType: eventTypes.TaskFailed, ...describeFailure(task.name, error) }',
      '{ ...base, EventType: eventTypes.TaskCompleted, Result: null }',
      'fail in the words of the extension',
    ],
  ]),
  ...breachesOf(source('failure'), at('failures'), [
    [
      'durable: failures with their details',
      'if (FailureDetails) {',
      'if (false) {',
      'a failure carries its details when the app has a provider for them',
    ],
  ]),
  ...breachesOf(source('replay/perform'), at('sub-orchestrations'), [
    [
      'durable: sub-orchestrations',
      'case actionTypes.CallSubOrchestrator:',
      'case -1:',
      'run side by side under the ids they are given',
    ],
    [
      'durable: sub-orchestrations with retry',
      'return performOrchestration(walk, action, (call) => retried(walk, action, call));',
      'return performOrchestration(walk, action, (call) => call());',
      'are tried again with a pause',
    ],
  ]),
  ...breachesOf(source('ending'), at('sub-orchestrations'), [
    [
      'durable: sub-orchestrations',
      '...wordToParent(instance, ending),',
      '',
      'return to their parent, and fail it with the reason',
    ],
  ]),
  ...breachesOf(source('replay/perform'), at('fan-out'), [
    [
      'durable: `Task.all`',
      'if (left === 0) settle(done);',
      'settle(done);',
      'after a failure in Task.all the next step waits for the siblings, as in Azure',
    ],
    [
      'durable: `Task.all`',
      'case actionTypes.WhenAll:',
      'case -1:',
      'Task.all keeps the order of its tasks and runs them side by side',
    ],
  ]),
  ...breachesOf(source('replay/http-action'), at('call-http'), [
    [
      'durable: `callHttp`, also asking again',
      'answer?.statusCode === 202 &&',
      'false &&',
      'callHttp asks again at the Location until the answer is no longer 202',
    ],
    [
      'durable: `callHttp`, also asking again',
      'seconds > 0 ? seconds * 1000 : walk.settings.httpPollIntervalInMs',
      'walk.settings.httpPollIntervalInMs',
      'callHttp asks again at the Location until the answer is no longer 202',
    ],
    [
      'durable: `callHttp`, also asking again',
      ' && next.asynchronousPatternEnabled !== false',
      '',
      'callHttp without polling returns the 202',
    ],
  ]),
  ...breachesOf(source('sanitizer').replace('durable/', ''), at('determinism'), [
    [
      'durable: credentials in errors, hidden as the real host does',
      "return text.replace(secret, '[Hidden Credential]')",
      'return text',
      'are hidden by the host, which %s',
    ],
  ]),
];
