import type { Cloud } from '../cloud.ts';
import { type AzureAnswer, type JsonObject, objectAt, textAt } from '../exchange.ts';
import type { Asset } from '../resources.ts';
import { type AssetKind, assetOperations } from './assets.ts';
import { badRequest, serviceRefusal } from './service-error.ts';

const models: AssetKind = {
  segment: 'models',
  title: 'Model',
  of: (cloud) => cloud.models,
  check: refuseModel,
  added: () => ({ isAnonymous: false }),
};

export const modelOperations = (cloud: Cloud) => assetOperations(cloud, models);

/** What a version was registered with stays: only description, tags, properties and the archive mark can change. */
function refuseModel(cloud: Cloud, wanted: JsonObject, earlier: Asset | undefined): AzureAnswer | undefined {
  const uri = textAt(wanted, 'modelUri');
  if (uri === undefined || !/^(azureml|https|wasbs?|abfss?):\/\//.test(uri)) {
    return badRequest(cloud, `The model uri ${uri ?? ''} is not valid: an azureml:// or https:// address is needed.`);
  }
  if (earlier && textAt(earlier.properties, 'modelUri') !== uri) {
    return serviceRefusal(cloud, 409, 'UserError', 'Asset paths cannot be updated.', { inner: ['BadArgument'] });
  }
  return undefined;
}

/** The properties that mark a model as a flow: they make the long timeout legal, and the Test tab work. */
export const flowProperties = (model: Asset | undefined) => objectAt(model?.properties, 'properties');
