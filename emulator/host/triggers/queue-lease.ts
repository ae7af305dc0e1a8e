import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';

export interface Lease {
  /** Ends the renewal, and answers the receipt that the message now goes by. */
  stop(): Promise<string>;
}

/** Keeps a message hidden while its function runs, however long that takes: the lease is renewed at half time. */
export function keepLease(
  queue: QueueClient,
  message: DequeuedMessageItem,
  lengthInSeconds: number,
  onError: (error: unknown) => void,
): Lease {
  let receipt = message.popReceipt;
  let renewal: Promise<void> = Promise.resolve();
  const renew = async () => {
    try {
      const renewed = await queue.updateMessage(message.messageId, receipt, undefined, lengthInSeconds);
      receipt = renewed.popReceipt ?? receipt;
    } catch (error) {
      onError(error);
    }
  };
  const timer = setInterval(
    () => {
      renewal = renewal.then(renew);
    },
    (lengthInSeconds * 1000) / 2,
  );
  return {
    async stop() {
      clearInterval(timer);
      await renewal;
      return receipt;
    },
  };
}
