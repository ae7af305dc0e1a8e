import * as z from 'zod';
import { done, type Outcome, refused } from '../../domain/outcome.ts';

/**
 * A blob that was written, or a run that changed its status, as Event Grid tells it.
 * Source: "Azure Blob Storage as an Event Grid source", "Azure Machine Learning as an Event Grid source".
 *
 * @example
 * { "specversion": "1.0", "id": "9aeb0fdf-c01e-0131-0922-9eb54906e209", "type": "Microsoft.Storage.BlobCreated",
 *   "source": "/subscriptions/…/storageAccounts/flows", "time": "2026-01-01T00:00:00Z",
 *   "subject": "/blobServices/default/containers/flows/blobs/chat.zip",
 *   "data": { "api": "PutBlob", "eTag": "0x8D4BCC2E4835CD0", "contentType": "application/zip", "contentLength": 524288,
 *             "blobType": "BlockBlob", "url": "https://flows.blob.core.windows.net/flows/chat.zip" } }
 */
export interface PipelineEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  /** The resource id of what it comes from: a storage account, a workspace. */
  readonly source: string;
}

const cloudEvent = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  type: z.string().min(1),
  subject: z.string().default(''),
  source: z.string().default(''),
});
const eventGridEvent = z
  .looseObject({
    id: z.string().min(1),
    eventType: z.string().min(1),
    subject: z.string().default(''),
    topic: z.string().default(''),
  })
  .transform(({ id, eventType, subject, topic }) => ({ id, type: eventType, subject, source: topic }));
const anyEvent = z.union([cloudEvent, eventGridEvent]);
const oneOrMore = z.union([anyEvent.transform((event) => [event]), z.array(anyEvent).min(1)]);

/** The events in a message, in either of Event Grid's two forms, one or several. */
export function readEvents(body: unknown): Outcome<readonly PipelineEvent[]> {
  const read = oneOrMore.safeParse(parsed(body));
  if (read.success) return done(read.data.map(({ id, type, subject, source }) => ({ id, type, subject, source })));
  return refused(
    'unreadable-event',
    typeof parsed(body) === 'string'
      ? 'The message is not JSON.'
      : 'The message is neither a CloudEvent nor an Event Grid event.',
    'Look at who writes to the queue: only Event Grid should.',
  );
}

/** The host parses what is JSON; a sender that encoded twice, or not at all, leaves a text. */
function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  for (const text of [body, Buffer.from(body, 'base64').toString('utf8')]) {
    try {
      return JSON.parse(text);
    } catch {}
  }
  return body;
}
