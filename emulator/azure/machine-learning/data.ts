import type { Cloud } from '../cloud.ts';
import { type AzureAnswer, type JsonObject, textAt } from '../exchange.ts';
import type { Asset } from '../resources.ts';
import { type AssetKind, assetOperations } from './assets.ts';
import { badRequest, serviceRefusal } from './service-error.ts';

const data: AssetKind = {
  segment: 'data',
  title: 'Data',
  of: (cloud) => cloud.data,
  check: refuseData,
  added: () => ({ isAnonymous: false }),
};

/** Data assets: what batch runs read and write (Machine Learning REST reference). */
export const dataOperations = (cloud: Cloud) => assetOperations(cloud, data);

function refuseData(cloud: Cloud, wanted: JsonObject, earlier: Asset | undefined): AzureAnswer | undefined {
  const uri = textAt(wanted, 'dataUri');
  if (uri === undefined) return badRequest(cloud, 'A data asset needs a dataUri.');
  if (!earlier || textAt(earlier.properties, 'dataUri') === uri) return undefined;
  return serviceRefusal(cloud, 409, 'UserError', 'Asset paths cannot be updated.', { inner: ['BadArgument'] });
}
