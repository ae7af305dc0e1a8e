import { type Breach, breachesOf } from '../breach.ts';

const blobTest = 'test/emulator/host/blob-trigger.test.ts';
const gridTest = 'test/emulator/host/event-grid.test.ts';
const outputTest = 'test/emulator/host/outputs.test.ts';
const versionsTest = 'runs once for every version of a blob that matches its path';
const outputsTest = 'go to queues and blobs, by the names of the trigger';

/** Blob and Event Grid functions, and outputs. */
export const eventAndOutputBreaches: readonly Breach[] = [
  ...breachesOf('emulator/host/triggers/blob-trigger.ts', blobTest, [
    [
      'blob: once for each version of a blob',
      'tries.delete(key);\n      context.recordReceipt(key, etag);',
      'tries.delete(key);',
      versionsTest,
    ],
    [
      'blob: once for each version of a blob',
      'context.receipt(keyOf(name)) !== properties.etag',
      'context.receipt(keyOf(name)) === undefined',
      versionsTest,
    ],
    [
      'blob: five tries',
      'if (count >= context.maxTries)',
      'if (count >= 2)',
      'that fails five times tells the poison queue which blob it was',
    ],
    [
      'blob: then `webjobs-blobtrigger-poison`',
      'await sendMessage(queue, encodeMessage(JSON.stringify(message), context.queues.messageEncoding));',
      '',
      'that fails five times tells the poison queue which blob it was',
    ],
    ['blob: found by looking', "isPolling: source !== 'EventGrid'", 'isPolling: false', versionsTest],
    [
      'blob: told at `/runtime/webhooks/blobs`',
      'await handle(container(), name);',
      '',
      'with Event Grid as its source runs when it is told',
    ],
  ]),
  ...breachesOf('emulator/host/triggers/blob-path.ts', blobTest, [
    ['blob: names in paths', 'new RegExp(`^${source}$`)', 'new RegExp(source.slice(0, 4))', versionsTest],
  ]),
  ...breachesOf('emulator/host/triggers/event-grid.ts', gridTest, [
    [
      'Event Grid: its own schema',
      'events.map((event) => target.deliver(event))',
      'events.slice(0, 1).map((event) => target.deliver(event))',
      '%s is answered',
    ],
    [
      'Event Grid: CloudEvents',
      'return Array.isArray(parsed) ? parsed : [parsed];',
      'return Array.isArray(parsed) ? parsed : [];',
      '%s is answered',
    ],
    [
      'Event Grid: validation of subscriptions',
      "case 'subscriptionvalidation': {",
      "case 'nothing': {",
      'a subscription is validated',
    ],
    [
      'Event Grid: validation of subscriptions',
      "if (request.method === 'OPTIONS')",
      'if (false)',
      'a subscription for CloudEvents asks first',
    ],
    [
      'Event Grid: everything again when one fails',
      'return failed ? { status: 500, body: textOf(failed.reason) } : accepted;',
      'return accepted;',
      '%s is answered',
    ],
  ]),
  ...breachesOf('emulator/host/outputs.ts', outputTest, [
    [
      'outputs: queue',
      "if (returnValue && fn.metadata.bindings['$return']) outputs.push({ name: '$return', data: returnValue });",
      '',
      outputsTest,
    ],
    ['outputs: names of the trigger in paths', '? value : {})', '? {} : {})', outputsTest],
  ]),
  ...breachesOf('emulator/host/storage-outputs.ts', outputTest, [
    ['outputs: queue', 'Array.isArray(value) ? value : [value]', '[value]', outputsTest],
    ['outputs: blob', 'await container.getBlockBlobClient(path.slice(slash + 1)).uploadData(bytes);', '', outputsTest],
    [
      'outputs: one that is lacking fails its function',
      "throw new Error(`This host has no output binding '${binding.type}'.`);",
      'return;',
      'of a kind that is missing fail the function that uses them, and are said at start',
    ],
  ]),
];
