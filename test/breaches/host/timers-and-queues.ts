import { type Breach, breachesOf } from '../breach.ts';

const timerTest = 'test/emulator/host/timer-trigger.test.ts';
const queueTest = 'test/emulator/host/queue-trigger.test.ts';
const poisonTest = 'that fails gets the message five times, and then it is poison, with its body kept';

/** Timer and queue functions. */
export const timerAndQueueBreaches: readonly Breach[] = [
  ...breachesOf('emulator/host/triggers/timer-schedule.ts', timerTest, [
    [
      'timer: NCRONTAB with or without seconds',
      "fields.length === 5 ? ['0', ...fields] : fields",
      "fields.length === 5 ? ['0', ...fields] : ['0', ...fields.slice(1)]",
      '%s after %s comes at %s',
    ],
    [
      'timer: NCRONTAB with or without seconds',
      'fields.length !== 5 && fields.length !== 6',
      'fields.length !== 6',
      '%s after %s comes at %s',
    ],
    ['timer: time spans', 'if (isTimeSpan(text)) {', 'if (false) {', '%s after %s comes at %s'],
    [
      'timer: `WEBSITE_TIME_ZONE`',
      "process.env['WEBSITE_TIME_ZONE'] ?? 'UTC'",
      "'UTC'",
      'keeps the time zone of WEBSITE_TIME_ZONE',
    ],
    ['timer: schedules in settings', 'resolveSettings(given).trim()', 'given.trim()', 'may be an app setting'],
  ]),
  ...breachesOf('emulator/host/triggers/timer-trigger.ts', timerTest, [
    ['timer: `runOnStartup`', 'else if (runOnStartup) void fireQuietly(false);', '', 'runs at start when it says so'],
    [
      'timer: missed runs made up for once, as past due',
      'if (isMissed()) void fireQuietly(true);',
      'if (isMissed()) void 0;',
      'makes up once for what it missed while the host was down',
    ],
    [
      'timer: missed runs made up for once, as past due',
      'IsPastDue: isPastDue,',
      'IsPastDue: false,',
      'makes up once for what it missed while the host was down',
    ],
    [
      'timer: missed runs made up for once, as past due',
      'return useMonitor && last',
      'return last',
      'does not when its monitor is off',
    ],
    [
      'timer: never twice at once',
      'void fireQuietly(false).then(arm));',
      'arm(void fireQuietly(false)));',
      'never runs twice at once',
    ],
    [
      'timer: last and next time',
      'timerInfo(schedule, context.lastRun(fn.name), now, isPastDue)',
      'timerInfo(schedule, undefined, now, isPastDue)',
      'runs on its schedule, and is told when',
    ],
  ]),
  ...breachesOf('emulator/host/triggers/queue-messages.ts', queueTest, [
    [
      'queue: Base64 or plain messages',
      "if (encoding === 'none') return text;",
      '',
      'with messageEncoding %s and the text %j: %s',
    ],
    [
      'queue: Base64 or plain messages',
      '!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0',
      'false',
      'with messageEncoding %s and the text %j: %s',
    ],
  ]),
  ...breachesOf('emulator/host/triggers/queue-trigger.ts', queueTest, [
    ['queue: batches', 'Math.min(batchSize, 32)', '1', 'takes as many messages at a time as batchSize says'],
    [
      'queue: batches',
      'if (running.size > batchSize / 2) return true;',
      '',
      'takes as many messages at a time as batchSize says',
    ],
    [
      'queue: leases renewed while a function runs',
      'const lease = keepLease(queue, message, context.leaseInSeconds, warn);',
      'const lease = { stop: async () => message.popReceipt };',
      'keeps its message hidden for as long as the function runs',
    ],
    ['queue: five tries', 'message.dequeueCount < settings.maxDequeueCount', 'message.dequeueCount < 2', poisonTest],
    [
      'queue: then `<queue>-poison` with the body as it was',
      'await sendMessage(poison, message.messageText);',
      '',
      poisonTest,
    ],
    [
      'queue: then `<queue>-poison` with the body as it was',
      'sendMessage(poison, message.messageText)',
      "sendMessage(poison, 'poison')",
      poisonTest,
    ],
    [
      'queue: gone when the function has succeeded',
      'await queue.deleteMessage(message.messageId, await lease.stop());',
      'await lease.stop();',
      'gets the message and what is known of it, and the message is gone when it has succeeded',
    ],
    [
      'queue: trigger metadata',
      'DequeueCount: { int: message.dequeueCount },',
      '',
      'gets the message and what is known of it, and the message is gone when it has succeeded',
    ],
    [
      'queue: queues that are not there yet',
      'error.statusCode === 404) return [];',
      'error.statusCode === 404) return await new Promise(() => {});',
      'of a queue that is not there yet waits for it',
    ],
  ]),
  ...breachesOf('emulator/host/triggers/queue-lease.ts', queueTest, [
    [
      'queue: leases renewed while a function runs',
      'renewal = renewal.then(renew);',
      '',
      'keeps its message hidden for as long as the function runs',
    ],
  ]),
];
