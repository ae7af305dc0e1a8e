import { type BlobTrigger, type BlobTriggerContext, createBlobTrigger } from './blob-trigger.ts';
import type { Poller } from './poller.ts';
import { createQueueTrigger } from './queue-trigger.ts';
import type { TriggersOptions } from './triggers.ts';

export interface StorageTriggers {
  /** What looks by itself. */
  readonly pollers: readonly Poller[];
  /** Blob functions by their names in lower case, for events about blobs. */
  readonly blobs: ReadonlyMap<string, BlobTrigger>;
}

export function createStorageTriggers(options: TriggersOptions): StorageTriggers {
  const blobs = blobTriggers(options);
  const looking = [...blobs.values()].filter((blob) => blob.isPolling);
  return { pollers: [...queueTriggers(options), ...looking], blobs };
}

function queueTriggers({ catalog, runner, log, work, settings }: TriggersOptions): Poller[] {
  return catalog.withTrigger('queueTrigger').map((fn) =>
    createQueueTrigger(
      {
        settings: settings.queues,
        log,
        work,
        leaseInSeconds: 30,
        run: (_, trigger, triggerMetadata) => runner.run(fn, { trigger, triggerMetadata }),
      },
      fn,
    ),
  );
}

function blobTriggers({ catalog, runner, durable, log, work, settings }: TriggersOptions): Map<string, BlobTrigger> {
  const { state, commit } = durable.runtime;
  const context: BlobTriggerContext = {
    log,
    work,
    queues: settings.queues,
    maxTries: settings.maxBlobDequeueCount,
    run: (fn, trigger, triggerMetadata) => runner.run(fn, { trigger, triggerMetadata }),
    receipt: (key) => state.values.get(key),
    recordReceipt: (key, etag) => commit([{ do: 'set-value', key, value: etag }]),
  };
  const functions = catalog.withTrigger('blobTrigger');
  return new Map(functions.map((fn) => [fn.name.toLowerCase(), createBlobTrigger(context, fn)]));
}
