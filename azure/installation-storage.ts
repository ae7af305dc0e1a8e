import type { TokenCredential } from '@azure/identity';
import type { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import type { SeenQueue, Sight } from '../domain/installation/looked.ts';
import type { Settings } from '../domain/settings.ts';
import { address, blobService, tableClient } from './app-storage.ts';
import { answerOf } from './installation-answer.ts';

/** What infra makes and the app uses; `app-package` is the platform's own. Tables are made by the app itself. */
const containers = ['flows', 'packages', 'logs', 'dead-letters'];
const queues = ['pipeline-events', 'pipeline-events-poison'];

/** Looks at the app's own storage account, whose answers also say what time it is. `now` is the machine's own clock. */
export async function lookAtStorage(
  settings: Settings,
  credential: TokenCredential,
  now: () => Date,
): Promise<readonly Sight[]> {
  const blobs = blobService(settings, credential);
  const tables = answerOf('read the tables', async () => {
    for await (const _ of tableClient(settings, credential, 'releases').listEntities()) break;
    return 'fine';
  });
  return [
    ...(await Promise.all(containers.map((name) => lookAtContainer(blobs, name)))),
    ...(await Promise.all(queues.map((name) => lookAtQueue(settings, credential, name)))),
    // A table that is not there yet is made with the first row.
    await tables.then((answer) => ({ about: 'tables', answer: answer === 'absent' ? 'fine' : answer }) as const),
    await lookAtClock(blobs, now),
  ];
}

const lookAtContainer = async (blobs: BlobServiceClient, name: string): Promise<Sight> => ({
  about: 'container',
  name,
  answer: await answerOf(`read container ${name}`, async () => {
    await blobs.getContainerClient(name).getProperties();
    return 'fine';
  }),
});

async function lookAtQueue(settings: Settings, credential: TokenCredential, name: string): Promise<SeenQueue> {
  let seen: Pick<SeenQueue, 'messages' | 'oldestInSeconds'> = {};
  const answer = await answerOf(`read queue ${name}`, async () => {
    const queue = queueService(settings, credential)?.getQueueClient(name);
    if (!queue) return 'unasked';
    const { approximateMessagesCount = 0 } = await queue.getProperties();
    const { date, peekedMessageItems } = await queue.peekMessages();
    const [oldest] = peekedMessageItems;
    const ages = date && oldest ? { oldestInSeconds: (date.getTime() - oldest.insertedOn.getTime()) / 1000 } : {};
    seen = { messages: approximateMessagesCount, ...ages };
    return 'fine';
  });
  return { about: 'queue', name, answer, ...seen };
}

function queueService(settings: Settings, credential: TokenCredential): QueueServiceClient | undefined {
  const options = { retryOptions: { maxTries: 3, retryDelayInMs: 500, maxRetryDelayInMs: 4000 } };
  if (settings.AzureWebJobsStorage) {
    return QueueServiceClient.fromConnectionString(settings.AzureWebJobsStorage.reveal(), options);
  }
  const uri = settings.AzureWebJobsStorage__queueServiceUri;
  return uri === undefined ? undefined : new QueueServiceClient(address(uri), credential, options);
}

/** Anything that storage says of a container is dated. */
async function lookAtClock(blobs: BlobServiceClient, now: () => Date): Promise<Sight> {
  let date: Date | undefined;
  for (const name of containers) {
    const answer = await answerOf('read the clock of storage', async () => {
      ({ date } = await blobs.getContainerClient(name).getProperties());
      return 'fine';
    });
    if (answer !== 'absent') break;
  }
  return { about: 'clock', ...(date && { aheadInSeconds: (now().getTime() - date.getTime()) / 1000 }) };
}
