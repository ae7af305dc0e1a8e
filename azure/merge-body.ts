import type { PipelinePolicy } from '@azure/core-rest-pipeline';

type JsonObject = Record<string, unknown>;

/** Names the JSON to be merged into the body. Taken off before the request leaves the process. */
const headerName = 'x-flowferry-merge';

/**
 * Carries properties that @azure/arm-machinelearning 2.1.1 does not know and would drop when it writes: `mirrorTraffic`
 * of an endpoint, `dataCollector` and `startupProbe` of a deployment. The client reads them as they are.
 */
export const mergeBodyPolicy: PipelinePolicy = {
  name: 'flowferryMergeBody',
  sendRequest(request, next) {
    const extra = request.headers.get(headerName);
    if (extra === undefined) return next(request);
    request.headers.delete(headerName);
    if (request.method === 'PUT' && typeof request.body === 'string') {
      request.body = JSON.stringify(merged(JSON.parse(request.body), JSON.parse(extra)));
    }
    return next(request);
  },
};

/** Request options that add `properties` to what the client sends. */
export const withProperties = (properties: JsonObject) =>
  Object.keys(properties).length === 0
    ? {}
    : { requestOptions: { customHeaders: { [headerName]: toAscii(JSON.stringify({ properties })) } } };

/** JSON can say everything in ASCII: header values are Latin-1, and Azurite breaks long texts that are not. */
export const toAscii = (json: string) =>
  json.replace(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merged(into: unknown, extra: unknown): unknown {
  if (!isObject(into) || !isObject(extra)) return extra;
  const entries = Object.entries(extra).map(([key, value]) => [key, merged(into[key], value)]);
  return { ...into, ...Object.fromEntries(entries) };
}
