import type { Cloud } from '../cloud.ts';
import { type AzureAnswer, type JsonObject, objectAt, textAt } from '../exchange.ts';
import type { Asset } from '../resources.ts';
import { type AssetKind, assetOperations } from './assets.ts';
import { badRequest, serviceRefusal } from './service-error.ts';

const environments: AssetKind = {
  segment: 'environments',
  title: 'Environment',
  of: (cloud) => cloud.environments,
  check: refuseEnvironment,
  added: () => ({ environmentType: 'UserCreated', isAnonymous: false, provisioningState: 'Succeeded' }),
};

export const environmentOperations = (cloud: Cloud) => assetOperations(cloud, environments);

const exclusive =
  'More than one of BaseImage, BaseDockerfile, and BuildContext were set; these are mutually exclusive properties.';

/** One of image and build, and what was registered stays (public field reports of the service's texts). */
function refuseEnvironment(cloud: Cloud, wanted: JsonObject, earlier: Asset | undefined): AzureAnswer | undefined {
  const image = textAt(wanted, 'image');
  const context = textAt(objectAt(wanted, 'build'), 'contextUri');
  if (image !== undefined && context !== undefined) return serviceRefusal(cloud, 400, 'UserError', exclusive);
  if (image === undefined && context === undefined) {
    return badRequest(cloud, 'An environment needs an image or a build context.');
  }
  const same =
    earlier === undefined ||
    (textAt(earlier.properties, 'image') === image &&
      textAt(objectAt(earlier.properties, 'build'), 'contextUri') === context);
  return same ? undefined : serviceRefusal(cloud, 409, 'UserError', 'Asset paths cannot be updated.');
}
