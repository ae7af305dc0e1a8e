import type { Cloud } from '../cloud.ts';
import { type AzureAnswer, azureError, json, noContent } from '../exchange.ts';
import { retryAfter } from '../fault-injection.ts';
import { type Operation, resultUrl } from '../operations.ts';
import type { Route } from '../routing.ts';
import { armOperation, machineLearningVersions } from './call.ts';

const provider = '/subscriptions/{subscription}/providers/Microsoft.MachineLearningServices/locations/{location}';

/** Where long operations are followed (Asynchronous operations of Azure Resource Manager; deploy-rest.sh of azureml-examples). */
export function operationStatusRoutes(cloud: Cloud): Route[] {
  const route = (path: string, answer: (operation: Operation) => AzureAnswer): Route => ({
    ...armOperation,
    apiVersions: machineLearningVersions,
    method: 'GET',
    path: `${provider}/${path}/{operation}`,
    handle(_, params) {
      const found = cloud.operations.get(params['operation'] ?? '');
      return found ? answer(found) : azureError(404, 'NotFound', `The operation ${params['operation']} is not found.`);
    },
  });
  return [
    route('mfeOperationsStatus', (operation) => json(200, statusOf(operation))),
    route('mfeOperationResults', (operation) => resultOf(cloud, operation)),
  ];
}

const statusOf = ({ id, status, startTime, endTime, error }: Operation) => ({
  name: id,
  status,
  startTime,
  ...(endTime !== undefined && { endTime }),
  ...(error && { error }),
});

function resultOf(cloud: Cloud, operation: Operation): AzureAnswer {
  if (operation.status === 'InProgress') {
    return noContent(202, { location: resultUrl(operation), ...retryAfter(10, cloud.clock) });
  }
  if (operation.error) return json(400, { error: operation.error });
  if (operation.kind === 'regenerate-keys') return noContent(200);
  const left = cloud.deployments.get(operation.target) ?? cloud.endpoints.get(operation.target);
  return left ? json(200, left.resource) : noContent(204);
}
