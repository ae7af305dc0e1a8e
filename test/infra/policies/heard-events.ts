import type { InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { receiveEvent } from '../../../functions/events/receive-event.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { workspaceId } from '../../support/workspace-id.ts';

/** What the sources can tell of, and where it may have happened. Source: Event Grid, "System topics in Azure Event Grid". */
const sources = [
  {
    topicType: 'Microsoft.Storage.StorageAccounts',
    types: [
      'BlobCreated',
      'BlobDeleted',
      'BlobRenamed',
      'BlobTierChanged',
      'DirectoryCreated',
      'AsyncOperationInitiated',
    ].map((name) => `Microsoft.Storage.${name}`),
    subjects: [
      '/blobServices/default/containers/flows/blobs/chat.zip',
      '/blobServices/default/containers/flows/blobs/team/Chat.ZIP',
      '/blobServices/default/containers/flows/blobs/chat/flow.dag.yaml',
      '/blobServices/default/containers/packages/blobs/chat.zip',
      '/blobServices/default/containers/flows-old/blobs/chat.zip',
    ],
  },
  {
    topicType: 'Microsoft.MachineLearningServices.Workspaces',
    types: ['ModelRegistered', 'ModelDeployed', 'RunCompleted', 'DatasetDriftDetected', 'RunStatusChanged'].map(
      (name) => `Microsoft.MachineLearningServices.${name}`,
    ),
    subjects: ['experiments/0123/runs/evaluation-1'],
  },
];

/** Whether the app does anything at all about an event: it says so in its log. */
async function isHeard(type: string, subject: string): Promise<boolean> {
  const lines: unknown[] = [];
  const log = { log: (...line: unknown[]) => lines.push(line), error: (...line: unknown[]) => lines.push(line) };
  const { world } = memoryWorld({ now: () => 0 });
  const event = {
    specversion: '1.0',
    id: '1',
    type,
    subject,
    source: workspaceId,
    time: '2026-01-01T00:00:00Z',
    data: {},
  };
  const client = {} as unknown as DurableClient;
  await receiveEvent(world)(event, { id: '1', tries: 1, maxTries: 5 }, log as unknown as InvocationContext, client);
  return lines.length > 0;
}

/** Every such event, and whether the app does anything about it. */
export const probes = await Promise.all(
  sources.flatMap(({ topicType, types, subjects }) =>
    types.flatMap((type) =>
      subjects.map(async (subject) => ({ topicType, type, subject, heard: await isHeard(type, subject) })),
    ),
  ),
);
export const heard = probes.filter((probe) => probe.heard);
