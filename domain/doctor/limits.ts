import type { Ailment } from './ailment.ts';

/** Something is used up, taken, busy or not there yet. */
export const limitAilments: readonly Ailment[] = [
  {
    class: 'quota.region_capacity',
    signs: [
      /region[- ]wide vm capacity/i,
      /(SkuNotAvailable|AllocationFailed|OverconstrainedAllocation)/i,
      /out of capacity|no capacity available/i,
    ],
    cause: 'Azure has no machines of this size left in the region.',
    remedy: 'Try again later, or choose another size or region.',
    isRetryable: true,
  },
  {
    class: 'quota.endpoints',
    signs: [/endpoint quota reached/i, /(endpoints?|deployments?) (quota|limit).{0,40}(reached|exceeded)/i],
    cause: 'The subscription has as many endpoints or deployments as it may have in this region.',
    remedy: 'Retire endpoints that nobody uses, or ask for a higher limit.',
    isRetryable: false,
  },
  {
    class: 'quota.role_assignments',
    signs: [/RoleAssignmentLimitExceeded/i, /role assignment.{0,40}(quota|limit)/i],
    cause: 'The subscription has as many role assignments as it may have.',
    remedy: 'Remove role assignments of identities that are gone.',
    isRetryable: false,
  },
  {
    class: 'quota.disk',
    signs: [/OutOfQuota.{0,80}disk|disk.{0,40}quota|no space left on device/i],
    cause: 'The image and the model need more disk than the machine has.',
    remedy: 'Choose a larger machine size, or make image and model smaller.',
    isRetryable: false,
  },
  {
    class: 'quota.memory',
    signs: [/OutOfQuota.{0,80}memory|OOMKilled|exit code:? 137|out of memory/i],
    cause: 'The container needs more memory than the machine has.',
    remedy: 'Choose a larger machine size, or fewer workers (PROMPTFLOW_WORKER_NUM).',
    isRetryable: false,
  },
  {
    class: 'quota.vm_cores',
    signs: [
      /not enough quota available for (?<size>\S+).*?current usage\/limit: (?<usage>\d+)\/(?<limit>\d+)\. additional needed: (?<needed>\d+)/i,
      /not enough quota|OutOfQuota|error-outofquota|QuotaExceeded/i,
    ],
    cause:
      'The subscription has too few cores left for this machine size. Azure asks for a fifth more than the deployment uses, for upgrades.',
    remedy: 'Choose a smaller size or fewer instances, delete deployments that nobody uses, or ask for more quota.',
    isRetryable: false,
  },
  {
    class: 'name.endpoint_taken',
    signs: [/already exists in cluster/i, /endpoint with this name already exists/i, /endpoint name must be unique/i],
    cause: 'Another endpoint of the region has this name; a deleted one may hold it for a while.',
    remedy: 'Choose another name in deploy.yaml.',
    isRetryable: false,
  },
  {
    class: 'conflict.endpoint_busy',
    signs: [
      /it is in \S+ provisioning state/i,
      /another operation.{0,40}in progress/i,
      /(?:^|[\s("])Conflict(?:[\s)":,]|$)/,
      /(status|http|code)\w*\W{0,12}409\b/i,
    ],
    cause: 'Another change of the endpoint or deployment is still under way.',
    remedy: 'Wait until it has ended; the change is tried again by itself.',
    isRetryable: true,
    fix: 'retry',
  },
  {
    class: 'state.endpoint_unrecoverable',
    signs: [/unrecoverable state/i, /has not been created successfully/i],
    cause: 'The endpoint failed when it was created and can only be deleted.',
    remedy: 'Delete it and release again. It never carried traffic.',
    isRetryable: true,
    fix: 'recreateEndpoint',
  },
  {
    class: 'asset.path_changed',
    signs: [/asset paths? cannot be updated/i],
    cause: 'A version of the model or environment exists already with other content.',
    remedy: 'Register the content as a new version.',
    isRetryable: true,
    fix: 'newVersion',
  },
  {
    class: 'traffic.none',
    signs: [/no deployments? with positive/i, /traffic.{0,40}(is|are) (0|zero)/i],
    cause: 'No deployment of the endpoint gets traffic, so every request is answered with 404.',
    remedy: 'Shift traffic to a deployment that is ready, or name the deployment in the request.',
    isRetryable: false,
  },
  {
    class: 'throttled.requests',
    signs: [/too many (pending )?requests|(status|http|code)\w*\W{0,12}429\b/i],
    cause: 'More requests came than the deployment, or the management API, takes at once.',
    remedy: 'Wait as long as Retry-After says. For scoring: raise maxConcurrentRequests or the number of instances.',
    isRetryable: true,
    fix: 'retry',
  },
];
