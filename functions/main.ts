import { app } from '@azure/functions';
import * as df from 'durable-functions';
import type { ActivityContract, OrchestrationContract } from '../domain/contracts.ts';
import * as contracts from '../domain/contracts.ts';
import type { World } from '../domain/world.ts';
import { awaitApproval } from '../orchestrations/await-approval.ts';
import { awaitRoles } from '../orchestrations/await-roles.ts';
import type { Context, Steps } from '../orchestrations/call.ts';
import { carryOut } from '../orchestrations/carry-out.ts';
import { deployRelease } from '../orchestrations/deploy-release.ts';
import { holdStep } from '../orchestrations/hold-step.ts';
import { prepareEndpoint } from '../orchestrations/prepare-endpoint.ts';
import { reconcileEndpoint } from '../orchestrations/reconcile-endpoint.ts';
import { rollBack } from '../orchestrations/roll-back.ts';
import { rollOut } from '../orchestrations/roll-out.ts';
import { assignRoles } from './activities/assign-roles.ts';
import { beginDeleteDeployment } from './activities/begin-delete-deployment.ts';
import { beginDeleteEndpoint } from './activities/begin-delete-endpoint.ts';
import { beginDeployment } from './activities/begin-deployment.ts';
import { beginEndpoint } from './activities/begin-endpoint.ts';
import { beginTraffic } from './activities/begin-traffic.ts';
import { checkApproval } from './activities/check-approval.ts';
import { checkDeletedDeployment } from './activities/check-deleted-deployment.ts';
import { checkDeletedEndpoint } from './activities/check-deleted-endpoint.ts';
import { checkDeployment } from './activities/check-deployment.ts';
import { checkEndpoint } from './activities/check-endpoint.ts';
import { checkRoles } from './activities/check-roles.ts';
import { checkTraffic } from './activities/check-traffic.ts';
import { compareContracts } from './activities/compare-contracts.ts';
import { createEnvironment } from './activities/create-environment.ts';
import { diagnoseDeployment } from './activities/diagnose-deployment.ts';
import { fetchLogs } from './activities/fetch-logs.ts';
import { judgeStep } from './activities/judge-step.ts';
import { makePlan } from './activities/make-plan.ts';
import { parkRelease } from './activities/park-release.ts';
import { planRollBack } from './activities/plan-roll-back.ts';
import { preflight } from './activities/preflight.ts';
import { probeDeployment } from './activities/probe-deployment.ts';
import { recordRelease } from './activities/record-release.ts';
import { registerModel } from './activities/register-model.ts';
import { removeRoles } from './activities/remove-roles.ts';
import { removeSuperseded } from './activities/remove-superseded.ts';
import { settleIntent } from './activities/settle-intent.ts';
import { smokeTest } from './activities/smoke-test.ts';
import { takeIntent } from './activities/take-intent.ts';
import { watchRelease } from './activities/watch-release.ts';
import { queueMessage, receiveEvent } from './events/receive-event.ts';
import { routes } from './http/routes.ts';
import { telling, type Work } from './tell.ts';
import { resyncIntents } from './timers/resync-intents.ts';
import { watchEndpoints } from './timers/watch-endpoints.ts';

/** The register: every trigger, orchestration and activity of the app, on one page. */
export function register(world: World): void {
  const extraInputs = [df.input.durableClient()];
  const receive = receiveEvent(world);
  const resync = resyncIntents(world);
  const watch = watchEndpoints(world);

  for (const { name, method, path, answer } of routes) {
    const handle = answer(world);
    app.http(name, {
      methods: [method],
      route: path,
      authLevel: 'function',
      extraInputs,
      handler: (request, context) => handle(request, { log: context, client: () => df.getClient(context) }),
    });
  }
  app.storageQueue('receiveEvent', {
    queueName: 'pipeline-events',
    connection: 'AzureWebJobsStorage',
    extraInputs,
    handler: (body, context) => receive(body, queueMessage(context), context, df.getClient(context)),
  });
  app.timer('resyncIntents', {
    schedule: '0 */5 * * * *',
    extraInputs,
    handler: (_timer, context) => resync(context, df.getClient(context)),
  });
  app.timer('watchEndpoints', {
    schedule: '30 */5 * * * *',
    extraInputs,
    handler: (_timer, context) => watch(context, df.getClient(context)),
  });

  orchestration(contracts.reconcileEndpoint, reconcileEndpoint);
  orchestration(contracts.deployRelease, deployRelease);
  orchestration(contracts.carryOut, carryOut);
  orchestration(contracts.prepareEndpoint, prepareEndpoint);
  orchestration(contracts.awaitRoles, awaitRoles);
  orchestration(contracts.rollOut, rollOut);
  orchestration(contracts.rollBack, rollBack);
  orchestration(contracts.holdStep, holdStep);
  orchestration(contracts.awaitApproval, awaitApproval);

  activity(world, contracts.takeIntent, takeIntent(world));
  activity(world, contracts.settleIntent, settleIntent(world));
  activity(world, contracts.recordRelease, recordRelease(world));
  activity(world, contracts.makePlan, makePlan(world));
  activity(world, contracts.preflight, preflight(world));
  activity(world, contracts.compareContracts, compareContracts(world));
  activity(world, contracts.registerModel, registerModel(world));
  activity(world, contracts.createEnvironment, createEnvironment(world));
  activity(world, contracts.beginEndpoint, beginEndpoint(world));
  activity(world, contracts.checkEndpoint, checkEndpoint(world));
  activity(world, contracts.assignRoles, assignRoles(world));
  activity(world, contracts.parkRelease, parkRelease(world));
  activity(world, contracts.checkRoles, checkRoles(world));
  activity(world, contracts.beginDeployment, beginDeployment(world));
  activity(world, contracts.checkDeployment, checkDeployment(world));
  activity(world, contracts.diagnoseDeployment, diagnoseDeployment(world));
  activity(world, contracts.smokeTest, smokeTest(world));
  activity(world, contracts.checkApproval, checkApproval(world));
  activity(world, contracts.judgeStep, judgeStep(world));
  activity(world, contracts.beginTraffic, beginTraffic(world));
  activity(world, contracts.checkTraffic, checkTraffic(world));
  activity(world, contracts.watchRelease, watchRelease(world));
  activity(world, contracts.removeSuperseded, removeSuperseded(world));
  activity(world, contracts.beginRestoreTraffic, beginTraffic(world));
  activity(world, contracts.checkRestoredTraffic, checkTraffic(world));
  activity(world, contracts.planRollBack, planRollBack(world));
  activity(world, contracts.probeDeployment, probeDeployment(world));
  activity(world, contracts.fetchLogs, fetchLogs(world));
  activity(world, contracts.beginDeleteDeployment, beginDeleteDeployment(world));
  activity(world, contracts.checkDeletedDeployment, checkDeletedDeployment(world));
  activity(world, contracts.removeRoles, removeRoles(world));
  activity(world, contracts.beginDeleteEndpoint, beginDeleteEndpoint(world));
  activity(world, contracts.checkDeletedEndpoint, checkDeletedEndpoint(world));
}

function orchestration<I, O>(contract: OrchestrationContract<I, O>, steps: (context: Context) => Steps<O>): void {
  df.app.orchestration(contract.name, steps);
}

function activity<I extends object, O>(world: World, contract: ActivityContract<I, O>, work: Work<I, O>): void {
  const handler = telling(world, contract, work);
  df.app.activity(contract.name, { handler: (input: I, context) => handler(input, context) });
}
