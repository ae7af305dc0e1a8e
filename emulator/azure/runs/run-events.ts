import { randomUUID } from 'node:crypto';
import { type Cloud, isoNow } from '../cloud.ts';
import type { CloudEvent, EventQueue } from '../storage/event-queue.ts';
import type { Run } from './run.ts';
import { experimentIdOf } from './run-document.ts';

const namespace = 'Microsoft.MachineLearningServices';

/**
 * Announces that a run changed its status: RunStatusChanged always, RunCompleted only when it succeeded, as the service
 * does (Azure Event Grid: Azure Machine Learning as a source).
 */
export async function announceRun(cloud: Cloud, events: EventQueue, run: Run): Promise<void> {
  const data = {
    experimentId: experimentIdOf(run),
    experimentName: run.runId,
    runId: run.runId,
    runType: 'azureml.promptflow.FlowRun',
    runTags: run.tags,
    runProperties: run.properties,
  };
  await events.deliver(eventOf(cloud, run, 'RunStatusChanged', { ...data, runStatus: run.status }));
  if (run.status === 'Completed') await events.deliver(eventOf(cloud, run, 'RunCompleted', data));
}

const eventOf = (cloud: Cloud, run: Run, type: string, data: object): CloudEvent => ({
  specversion: '1.0',
  id: randomUUID(),
  type: `${namespace}.${type}`,
  source: run.workspaceId,
  subject: `experiments/${experimentIdOf(run)}/runs/${run.runId}`,
  time: isoNow(cloud),
  data,
});
