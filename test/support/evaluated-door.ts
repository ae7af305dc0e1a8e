import { type Arranged, arrange } from './evaluations.ts';
import { eventDoor } from './event-door.ts';
import { workspaceId } from './workspace-id.ts';

/** The news of a run, as a CloudEvent. What it says beside the run's name is only a hint, and wrong. */
export const completed = (run: string, type = 'RunCompleted') => ({
  specversion: '1.0',
  id: 'a',
  type: `Microsoft.MachineLearningServices.${type}`,
  source: workspaceId,
  subject: `experiments/7bdec279/runs/${run}`,
  time: '2026-01-01T00:00:00Z',
  data: { runId: run, runProperties: { 'azureml.promptflow.flow_definition_blob_path': 'somewhere/else' } },
});
/** The same in Event Grid's own form. */
export const completedByEventGrid = (run: string) => {
  const { type, subject, id, source: topic, data: told } = completed(run);
  return [{ topic, subject, eventType: type, id, data: told, eventTime: 'now', dataVersion: '', metadataVersion: '1' }];
};
const gate = (rules: string) => `endpoint: {name: chat}\ngate: {${rules}}`;
/** A manifest whose gate has one rule for the accuracy. */
export const accuracy = (rule: string) => gate(`metrics: {accuracy: {${rule}}}`);

/** A door, and an evaluation before it. */
export async function evaluated(arranged: Arranged = {}) {
  const door = await eventDoor();
  const runs = arrange(door.memory, arranged);
  return { ...door, runs, stories: () => [...door.memory.releases.values()] };
}
