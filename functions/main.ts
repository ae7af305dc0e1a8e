import { app, type InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import type { ActivityContract, OrchestrationContract } from '../domain/contract.ts';
import * as contracts from '../domain/contracts.ts';
import type { World } from '../domain/world.ts';
import { awaitApproval } from '../orchestrations/await-approval.ts';
import { awaitResume } from '../orchestrations/await-resume.ts';
import { awaitRoles } from '../orchestrations/await-roles.ts';
import type { Context, Steps } from '../orchestrations/call.ts';
import { carryOut } from '../orchestrations/carry-out.ts';
import { deployRelease } from '../orchestrations/deploy-release.ts';
import { holdStep } from '../orchestrations/hold-step.ts';
import { prepareEndpoint } from '../orchestrations/prepare-endpoint.ts';
import { reconcileEndpoint } from '../orchestrations/reconcile-endpoint.ts';
import { restoreEndpoint } from '../orchestrations/restore-endpoint.ts';
import { retireEndpoint } from '../orchestrations/retire-endpoint.ts';
import { rollBack } from '../orchestrations/roll-back.ts';
import { rollOut } from '../orchestrations/roll-out.ts';
import { scaleToOne } from '../orchestrations/scale-to-one.ts';
import { tellChannels } from '../orchestrations/tell-channels.ts';
import { queueMessage, receiveEvent } from './events/receive-event.ts';
import { guarded } from './http/guard.ts';
import { routes } from './http/routes.ts';
import { type Outbox, outboxOf } from './outbox.ts';
import { registerActivities } from './register-activities.ts';
import { telling, type Work } from './tell.ts';
import { timers } from './timers/timers.ts';

/** The register: every trigger, orchestration and activity of the app, on one page. */
export function register(outside: World): void {
  const outbox = outboxOf(outside);
  const { world } = outbox;
  const extraInputs = [df.input.durableClient()];
  const receive = receiveEvent(world);

  for (const route of routes) {
    const handle = guarded(world, route);
    app.http(route.name, {
      methods: [route.method],
      route: route.path,
      // Who asks is found out by the guard: a key would say nothing of that.
      authLevel: 'anonymous',
      extraInputs,
      handler: (request, context) =>
        andTell(outbox, context, handle(request, { log: context, client: () => df.getClient(context) })),
    });
  }
  app.storageQueue('receiveEvent', {
    queueName: 'pipeline-events',
    connection: 'AzureWebJobsStorage',
    extraInputs,
    handler: (body, context) =>
      andTell(outbox, context, receive(body, queueMessage(context), context, df.getClient(context))),
  });
  for (const { name, schedule, work } of timers) {
    const handle = work(world);
    app.timer(name, {
      schedule,
      extraInputs,
      handler: (_timer, context) => andTell(outbox, context, handle(context, df.getClient(context))),
    });
  }

  orchestration(contracts.reconcileEndpoint, reconcileEndpoint);
  orchestration(contracts.deployRelease, deployRelease);
  orchestration(contracts.carryOut, carryOut);
  orchestration(contracts.prepareEndpoint, prepareEndpoint);
  orchestration(contracts.awaitRoles, awaitRoles);
  orchestration(contracts.rollOut, rollOut);
  orchestration(contracts.rollBack, rollBack);
  orchestration(contracts.retireEndpoint, retireEndpoint);
  orchestration(contracts.restoreEndpoint, restoreEndpoint);
  orchestration(contracts.scaleToOne, scaleToOne);
  orchestration(contracts.holdStep, holdStep);
  orchestration(contracts.awaitApproval, awaitApproval);
  orchestration(contracts.awaitResume, awaitResume);
  orchestration(contracts.tellChannels, tellChannels);

  registerActivities(world, activity(outbox));
}

function orchestration<I, O>(contract: OrchestrationContract<I, O>, steps: (context: Context) => Steps<O>): void {
  df.app.orchestration(contract.name, steps);
}

/** Activities that write down how a release fares, and so have something to tell. */
const tellers: readonly string[] = [
  contracts.recordRelease.name,
  contracts.parkRelease.name,
  contracts.checkApproval.name,
  contracts.judgeStep.name,
];

const activity =
  (outbox: Outbox) =>
  <I extends object, O>(contract: ActivityContract<I, O>, work: Work<I, O>): void => {
    const handle = telling(outbox.world, contract, work);
    if (!tellers.includes(contract.name)) {
      df.app.activity(contract.name, { handler: (input: I, context) => handle(input, context) });
      return;
    }
    df.app.activity(contract.name, {
      extraInputs: [df.input.durableClient()],
      handler: (input: I, context) => andTell(outbox, context, handle(input, context)),
    });
  };

/** Sets on its way what was written down meanwhile to be told. */
async function andTell<T>(outbox: Outbox, context: InvocationContext, work: Promise<T>): Promise<T> {
  const result = await work;
  await outbox.send(context, () => df.getClient(context));
  return result;
}
