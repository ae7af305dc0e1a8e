import type { Clock } from '../clock.ts';
import type { StorageAddresses } from '../storage.ts';
import { refuseUnauthorized } from './authorization/callers.ts';
import { identityRoutes } from './authorization/identities.ts';
import { permissionRoutes } from './authorization/permission-routes.ts';
import { roleAssignmentRoutes } from './authorization/role-assignments.ts';
import { roleDefinitionRoutes } from './authorization/role-definitions.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { type Containers, openContainers } from './container.ts';
import { controlRoutes } from './control.ts';
import { openDataPlanes } from './data-planes.ts';
import { faultInjection } from './fault-injection.ts';
import { type Fault, seededFaults } from './faults.ts';
import { startFront } from './front.ts';
import { computeOperations } from './machine-learning/compute.ts';
import { connectionOperations } from './machine-learning/connections.ts';
import { dataOperations } from './machine-learning/data.ts';
import { deploymentDetailOperations } from './machine-learning/deployment-details.ts';
import { deploymentOperations } from './machine-learning/deployments.ts';
import { endpointKeyOperations } from './machine-learning/endpoint-keys.ts';
import { endpointOperations } from './machine-learning/endpoints.ts';
import { environmentOperations } from './machine-learning/environments.ts';
import { modelOperations } from './machine-learning/models.ts';
import { operationStatusRoutes } from './machine-learning/operation-status.ts';
import { provisioning } from './machine-learning/provisioning.ts';
import { workspaceOperations } from './machine-learning/workspaces.ts';
import { type Operations, runOperations } from './operations.ts';
import { type RequestLog, requestLog } from './request-log.ts';
import type { Workspace } from './resources.ts';
import type { Route } from './routing.ts';
import { openScoring, type Scoring } from './scoring/scoring.ts';
import { type BlobEvents, watchBlobs } from './storage/blob-events.ts';
import { blobRoutes } from './storage/blob-proxy.ts';
import { createDatastoreContainers } from './storage/datastore-containers.ts';
import { type EventQueue, openEventQueue } from './storage/event-queue.ts';
import { openStore } from './store.ts';
import { addUsualConnections, createWorkspace, defaultWorkspace } from './workspace.ts';

export interface AzureOptions {
  /** Absent: any free one, on 127.0.0.1. */
  readonly port?: number;
  readonly controlPort?: number;
  readonly clock: Clock;
  /** Absent: everything is in memory. With a folder, a killed emulator goes on where it was. */
  readonly stateFolder?: string;
  readonly storage: StorageAddresses;
  /** Everything that is left to chance follows from it. */
  readonly seed?: number;
  /** Announces every blob that is written to the container in a message on the queue. */
  readonly events?: { readonly container: string; readonly queue: string };
  readonly faults?: readonly Fault[];
  /** How many of the last requests are remembered. */
  readonly rememberedRequests?: number;
}

export interface EmulatedAzure {
  /** Where requests for every Azure host go, with the host they are meant for in `x-forwarded-host`. */
  readonly url: string;
  /** Where tests and scenarios change what Azure does. */
  readonly controlUrl: string;
  readonly seed: number;
  readonly workspace: Workspace;
  readonly requests: RequestLog;
  readonly cloud: Cloud;
  readonly containers: Containers;
  /** What the endpoints serve, and how they behave. */
  readonly scoring: Scoring;
  /** The queue that Event Grid delivers to, when there is one. */
  readonly events: EventQueue | undefined;
  stop(): Promise<void>;
}

/** Starts the emulated Azure: an independent witness of what is asked of Azure, that answers from its public documents. */
export async function startAzure(options: AzureOptions): Promise<EmulatedAzure> {
  const seed = options.seed ?? 1;
  const cloud = openCloud({
    clock: options.clock,
    seed,
    faults: seededFaults(seed, options.faults),
    storage: options.storage,
    store: openStore(options.stateFolder),
  });
  const isNew = cloud.workspaces.size === 0;
  const workspace = createWorkspace(cloud, defaultWorkspace);
  if (isNew) addUsualConnections(cloud, workspace);
  await createDatastoreContainers(cloud);
  const events = options.events && (await openEventQueue(cloud, options.events.queue));
  const requests = requestLog(options.rememberedRequests);
  const containers = openContainers(cloud);
  const scoring = openScoring(cloud, containers);
  const dataPlanes = openDataPlanes(cloud, scoring, () => events);
  const operations = runOperations(cloud, provisioning(cloud, containers));
  const front = await startFront({
    ...(options.port !== undefined && { port: options.port }),
    clock: options.clock,
    routes: [
      ...controlPlane(cloud, operations, containers),
      ...dataPlanes.routes,
      ...blobRoutes(cloud),
      ...dataPlanes.receiverRoutes,
    ],
    log: requests,
    faults: faultInjection(cloud.faults, options.clock),
    authorize: (request) => refuseUnauthorized(cloud, request),
  });
  const control = await startFront({
    ...(options.controlPort !== undefined && { port: options.controlPort }),
    clock: options.clock,
    routes: [...controlRoutes(cloud, requests), ...dataPlanes.controlRoutes],
  });
  const watch: BlobEvents | undefined = options.events && events && (await watchBlobs(cloud, events, options.events));
  operations.resume();
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    operations.stop();
    dataPlanes.stop();
    await watch?.stop();
    await Promise.all([front.stop(), control.stop()]);
    cloud.store.close();
  };
  return {
    ...{ url: front.url, controlUrl: control.url, seed, workspace, requests, cloud, containers, scoring, events },
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

const controlPlane = (cloud: Cloud, operations: Operations, containers: Containers): Route[] => [
  ...workspaceOperations(cloud),
  ...modelOperations(cloud),
  ...environmentOperations(cloud),
  ...dataOperations(cloud),
  ...endpointOperations(cloud, operations),
  ...endpointKeyOperations(cloud, operations),
  ...deploymentOperations(cloud, operations),
  ...deploymentDetailOperations(cloud, containers),
  ...connectionOperations(cloud),
  ...computeOperations(cloud),
  ...operationStatusRoutes(cloud),
  ...roleAssignmentRoutes(cloud),
  ...roleDefinitionRoutes(cloud),
  ...permissionRoutes(cloud),
  ...identityRoutes(cloud),
];
