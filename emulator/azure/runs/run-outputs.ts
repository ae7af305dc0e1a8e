import { type Cloud, stamp } from '../cloud.ts';
import { blobService } from '../storage/blob-folders.ts';
import type { Run } from './run.ts';

/** What the flow answered to one line of the data. */
export interface OutputLine {
  /** Counted from 0. */
  readonly line_number: number;
  readonly [output: string]: unknown;
}

/**
 * Keeps what a run answered, line by line, where its output asset points: `output.jsonl`, a row for each line that was
 * completed. Folder and file from the prompt flow command line, which writes and reads them (`flow_outputs` below
 * `promptflow/PromptFlowArtifacts/<run>` on the workspace's default datastore); the asset's name from recorded runs.
 */
export async function keepOutputs(cloud: Cloud, run: Run, lines: readonly OutputLine[]): Promise<void> {
  const datastore = cloud.datastores.get(`${run.workspaceId}/datastores/workspaceblobstore`);
  const { accountName, containerName } = datastore?.properties ?? {};
  const container = blobService(cloud.storage, String(accountName))?.getContainerClient(String(containerName));
  if (!container) throw new Error(`The workspace ${run.workspaceId} has no default datastore.`);
  const folder = `promptflow/PromptFlowArtifacts/${run.runId}/flow_outputs`;
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  await container.createIfNotExists();
  await container.getBlockBlobClient(`${folder}/output.jsonl`).upload(text, Buffer.byteLength(text));

  const name = `azureml_${run.runId}_output_data_flow_outputs`;
  const place = run.workspaceId.replace('/providers/Microsoft.MachineLearningServices', '').slice(1);
  const id = `${run.workspaceId}/data/${name}/versions/1`;
  cloud.data.set(id, {
    id,
    name: '1',
    type: 'Microsoft.MachineLearningServices/workspaces/data/versions',
    workspaceId: run.workspaceId,
    properties: {
      ...{ description: null, tags: {}, properties: {}, isArchived: false, isAnonymous: false },
      dataType: 'uri_folder',
      dataUri: `azureml://${place}/datastores/workspaceblobstore/paths/${folder}/`,
    },
    systemData: stamp(cloud, undefined),
  });
}
