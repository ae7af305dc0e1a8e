import type { Ailment } from './ailment.ts';

/** How failures show from outside. Everything more exact is looked for before these. */
export const platformAilments: readonly Ailment[] = [
  {
    class: 'container.wrong_mode',
    signs: [/unable to fetch deployment schema/i, /PROMPTFLOW_RUN_MODE: ?(compute|$|\n)/i],
    cause: 'The container does not serve: it started in another mode, or did not find the flow in the model.',
    remedy:
      'Set PROMPTFLOW_RUN_MODE=serving and make the model one folder with the definition at its top; Flowferry does both.',
    isRetryable: false,
  },
  {
    class: 'timeout.request',
    signs: [/upstream request timeout|(status|http|code)\w*\W{0,12}408\b|request timed? ?out/i, /WORKER TIMEOUT/i],
    cause: 'The flow takes longer to answer than the deployment allows.',
    remedy: 'Raise requestTimeoutSeconds in deploy.yaml (300 at most), or make the flow quicker.',
    isRetryable: false,
  },
  {
    class: 'timeout.container_unhealthy',
    signs: [/DeploymentTimedOut/i, /(liveness|readiness) probe failed/i, /taking longer than our normal time/i],
    cause: 'The container did not become healthy in time.',
    remedy: 'Read the log of the container. If it only starts slowly, raise the probes in deploy.yaml.',
    isRetryable: false,
  },
  {
    class: 'container.bad_settings',
    signs: [/IndexError\W+list index out of range/i, /JSONDecodeError/i],
    cause:
      'The container could not read one of its variables: PRT_CONFIG_OVERRIDE, or a list of outputs that is no JSON.',
    remedy: 'Take out variables that override what Flowferry sets.',
    isRetryable: false,
  },
  {
    class: 'container.crashed',
    signs: [/container has crashed|ResourceNotReady|CrashLoopBackOff|back-off restarting/i],
    cause: 'The container ended right after it started.',
    remedy: 'Read the log of the container: its last error says why.',
    isRetryable: false,
  },
  {
    class: 'platform.cancelled',
    signs: [/OperationCanceled|OperationPreempted|canceled by (a|another) (higher|operation)/i],
    cause: 'Azure gave up the operation in favour of another one.',
    remedy: 'It is tried again by itself after a minute.',
    isRetryable: true,
    fix: 'retry',
  },
  {
    class: 'consistency.deployment_404',
    signs: [
      /\b404 on GET\b.*\bdeployment\b/i,
      /(status|http|code)\w*\W{0,12}404\b.*\bdeployment\b/i,
      /deployment.{0,80}\b(not found|could not be found|does not exist)/i,
    ],
    cause: 'Azure does not show a deployment right after it was created.',
    remedy: 'It is asked for again; it appears within a minute.',
    isRetryable: true,
    fix: 'retry',
  },
  {
    class: 'resource.not_found',
    signs: [
      /ResourceNotFound|ParentResourceNotFound|ResourceGroupNotFound|(status|http|code)\w*\W{0,12}404\b|not found/i,
    ],
    cause: 'Something that the request names is not there.',
    remedy: 'Check the names that the message gives: workspace, endpoint, model, environment, machine size.',
    isRetryable: false,
  },
  {
    class: 'platform.internal',
    signs: [
      /InternalServerError|ServiceError|internal (server )?error|service unavailable|bad gateway|(status|http|code)\w*\W{0,12}50[0234]\b/i,
    ],
    cause: 'Azure failed by itself.',
    remedy: 'It is tried again by itself. If it goes on, tell Azure support the correlation id.',
    isRetryable: true,
    fix: 'retry',
  },
  {
    class: 'request.invalid',
    signs: [/BadArgument|BadRequest|InvalidTemplate|ValidationError|UserError|(status|http|code)\w*\W{0,12}400\b/i],
    cause: 'Azure refuses the request as it is.',
    remedy: 'The message names the field: correct it in deploy.yaml.',
    isRetryable: false,
  },
];
