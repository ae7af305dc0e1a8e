import type { Models } from '../domain/assets.ts';
import { done, type Outcome, refused } from '../domain/outcome.ts';
import type { ModelSpec } from '../domain/plan.ts';
import { partsOf } from '../domain/workspace.ts';
import type { Arm } from './arm.ts';
import { orAbsent, orRefused } from './failures.ts';
import { type UploadedFolder, type Uploads, uploadPath } from './uploads.ts';

/** A flow's folder as a model version. The files of a version can never be changed, so it is looked for first. */
export function createModels(arm: Arm, uploads: Uploads): Models {
  return {
    register(workspaceId, model, files) {
      const doing = `register model ${model.name}:${model.version}`;
      const { client, group, workspace } = arm.machineLearning(workspaceId);
      return orRefused(doing, async () => {
        const known = await orAbsent(doing, () =>
          client.modelVersions.get(group, workspace, model.name, model.version),
        );
        if (known) return sameFiles(known, model, `${workspaceId}/models/${model.name}/versions/${model.version}`);
        const folder = { hash: model.contentHash, name: model.folder, files, asset: model };
        const uploaded = await uploads.upload(workspaceId, folder);
        const body = { properties: toProperties(model, modelUri(workspaceId, uploaded)) };
        const made = await client.modelVersions.createOrUpdate(group, workspace, model.name, model.version, body);
        return done({ id: made.id ?? `${workspaceId}/models/${model.name}/versions/${model.version}` });
      });
    },
  };
}

interface KnownVersion {
  readonly id?: string;
  readonly properties: { readonly modelUri?: string };
}

function sameFiles(known: KnownVersion, model: ModelSpec, id: string): Outcome<{ readonly id: string }> {
  if (known.properties.modelUri?.replace(/\/$/, '').endsWith(uploadPath(modelFolder(model)))) {
    return done({ id: known.id ?? id });
  }
  return refused(
    'operation-failed',
    `Model ${model.name} has a version ${model.version} already, with other files`,
    'Somebody registered a model under this name and version by hand. Give the flow another name, or remove that version.',
  );
}

const modelFolder = (model: ModelSpec) => ({ hash: model.contentHash, name: model.folder });

/** Ends in the folder: the serving container takes the first folder under the model's for the flow. */
function modelUri(workspaceId: string, { datastore, path }: UploadedFolder): string {
  const { subscriptionId, resourceGroup, name } = partsOf(workspaceId);
  const workspace = `subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/workspaces/${name}`;
  return `azureml://${workspace}/datastores/${datastore}/paths/${path}`;
}

const toProperties = (model: ModelSpec, uri: string) => ({
  modelType: 'custom_model',
  modelUri: uri,
  description: model.description,
  properties: { ...model.properties },
  tags: { ...model.tags },
});
