import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ailments, diagnose } from '../../../domain/doctor/diagnose.ts';
import { sharedData } from '../../support/shared-data.ts';

/** Texts as Azure and the serving runtime write them, by the class they must get. */
const texts: readonly (readonly [string, string])[] = [
  [
    'environment.no_inference_config',
    '{"code":"BadRequest","details":{"code":"MissingDriverProgram","message":"Could not find driver program in the request."}}',
  ],
  [
    'environment.conflicting_sources',
    'More than one of BaseImage, BaseDockerfile, and BuildContext were set; these are mutually exclusive properties.',
  ],
  [
    'environment.image_build_failed',
    'Deployment failed due to no Environment Image available. See the log at azureml/x/image_build_log.txt',
  ],
  ['environment.image_unavailable', '(BadArgument) Unable to download user container image.'],
  ['model.unavailable', '(BadArgument) Unable to download user model.'],
  ['network.not_ready', '(WorkspaceManagedNetworkNotReady) provision the network'],
  [
    'platform.provider_not_registered',
    "(SubscriptionNotRegistered) Resource provider [N/A] isn't registered with Subscription [N/A]",
  ],
  [
    'requirements.missing_module',
    "Failed to load python module from file 'x.py': (ModuleNotFoundError) No module named 'bs4'",
  ],
  ['requirements.missing_promptflow_tools', '(EmptyLLMApiMapping) LLM api mapping is empty'],
  ['requirements.missing_tool', "Package tool 'a.b' is not found in the current environment."],
  ['requirements.broken_pin', "AttributeError: module 'openai' has no attribute 'error'"],
  ['rbac.connection_secrets', 'Access denied to list workspace secret due to invalid authentication.'],
  ['rbac.secrets_injection', '{"code":"SecretsInjectionError"}'],
  [
    'rbac.datastore_read',
    'Lack authorization to perform action "Microsoft.MachineLearningService/workspaces/datastores/read"',
  ],
  ['rbac.registry_pull', '(BadArgument) Endpoint identity does not have pull permission on the registry.'],
  ['rbac.storage', 'This request is not authorized to perform this operation using this permission.'],
  ['rbac.startup_task', '(BadArgument) Startup task failed due to authorization error'],
  ['rbac.model_resource', 'OpenAI API hits PermissionDeniedError: Principal does not have access to API/Operation.'],
  [
    'rbac.identity_token',
    'Open url /connections/c/listsecrets failed with status code: 401, action: listsecrets, reason: Unauthorized',
  ],
  [
    'rbac.deployer',
    '{"error":{"code":"AuthorizationFailed","message":"The client does not have authorization to perform action"}}',
  ],
  ['flow.two_definitions', 'Multiple files flow.dag.yaml, flow.flex.yaml exist in /x.'],
  ['flow.source_missing', "Load tool failed for node 'n'. Tool file 'n.py' can not be found."],
  [
    'connection.not_found',
    'Open url /connections/c/listsecrets failed with status code: 404, action: listsecrets, reason: Not Found',
  ],
  [
    'connection.unsupported',
    "Build connection dict for connection c failed with Unsupported connection auth type 'AAD'",
  ],
  ['connection.override_collision', "Connection 'c' not found in dict connection provider. Available keys are []."],
  ['connection.invalid_override', 'Invalid connection data detected while overriding connection c.'],
  ['connection.no_provider', 'Missing connection provider, please check'],
  ['flow.init_failed', "PF_FLOW_INIT_CONFIG can't be deserialized to json"],
  ['flow.invalid', 'Invalid node definitions found in the flow graph. Node circular dependency has been detected'],
  ['flow.invalid', "KeyError: 'type'"],
  ['flow.code_failed_to_load', "Failed to load python module from file 'x.py': (SyntaxError) invalid syntax"],
  [
    'model.unauthorized',
    'OpenAI API hits AuthenticationError: Unauthorized. Access token is missing, invalid, audience is incorrect',
  ],
  ['model.not_found', 'OpenAI API hits NotFoundError: The API deployment for this resource does not exist.'],
  ['model.rate_limited', 'OpenAI API hits RateLimitError: exceeded call rate limit'],
  ['request.rejected', "Required input fields ['question'] are missing in request data {}"],
  ['request.not_acceptable', 'Media type text/html in Accept header is not acceptable.'],
  ['flow.node_failed', "Execution failure in 'ask': (TypeError) unexpected"],
  ['quota.region_capacity', '(OutOfQuota) Region-wide VM capacity: not enough machines'],
  ['quota.endpoints', 'Endpoint Quota reached for subscription x. Current usage/limit: 300/300.'],
  ['quota.role_assignments', '(OutOfQuota) Role assignment quota'],
  ['quota.disk', '(OutOfQuota) disk: no space left on device'],
  ['quota.memory', '(OutOfQuota) container memory'],
  [
    'quota.vm_cores',
    'Not enough quota available for Standard_DS3_v2 in SubscriptionId s. Current usage/limit: 0/6. Additional needed: 8 Please see',
  ],
  ['name.endpoint_taken', '(UserError) An endpoint with this name already exists in the region.'],
  ['conflict.endpoint_busy', 'Cannot create a deployment in endpoint e because it is in Updating provisioning state.'],
  [
    'state.endpoint_unrecoverable',
    'Specified endpoint [e] has not been created successfully. Please recreate the endpoint.',
  ],
  ['asset.path_changed', '(UserError) Asset paths cannot be updated.'],
  ['traffic.none', 'There are no deployments with positive weight.'],
  ['throttled.requests', 'Too many pending requests'],
  [
    'container.wrong_mode',
    'Unable to fetch deployment schema. Please make sure the deployment supports swagger schema.',
  ],
  ['timeout.request', 'upstream request timeout'],
  [
    'timeout.container_unhealthy',
    '(ResourceNotReady) User container has crashed or terminated: Liveness probe failed: connection refused',
  ],
  ['container.bad_settings', 'IndexError: list index out of range'],
  ['container.crashed', '(ResourceNotReady) User container has crashed or terminated.'],
  ['platform.cancelled', '{"code":"OperationCanceled"}'],
  ['consistency.deployment_404', '404 on GET deployment right after create'],
  ['resource.not_found', '{"code":"ResourceNotFound"}'],
  ['platform.internal', '{"code":"InternalServerError"}'],
  ['request.invalid', '{"code":"BadArgument","message":"Invalid template function"}'],
  ['unknown', 'Something that nobody has seen.'],
];

describe('diagnose', () => {
  test.each(texts)('knows %s', (name, text) => {
    expect(diagnose({ error: text }).class).toBe(name);
  });

  test('has an example of every class', () => {
    expect([...new Set(texts.map(([name]) => name))].sort()).toEqual(
      [...ailments.map(({ class: name }) => name), 'unknown'].sort(),
    );
  });

  test('is not misled by white space, capitals, ids and names', () => {
    const name = fc.string({ unit: fc.constantFrom(...'abcxyz-_'), minLength: 3, maxLength: 20 });
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.constantFrom(' ', '  ', '\n', '\t \r\n'),
        fc.uuid(),
        name,
        ([wanted, text], space, id, other) => {
          const changed = text
            .replaceAll(' ', space)
            .replace('SubscriptionId s', `SubscriptionId ${id}`)
            .replace('endpoint e ', `endpoint ${other} `);
          return diagnose({ error: `${id} ${other}\n${changed}` }).class === wanted;
        },
      ),
    );
  });

  test('looks into errors of any depth', () => {
    const error = {
      error: {
        code: 'UserError',
        details: [{ code: 'x' }],
        additionalInfo: [{ type: 'InnerError', info: { value: { code: 'OperationCanceled' } } }],
      },
    };

    expect(diagnose({ error }).class).toBe('platform.cancelled');
  });

  test('prefers what the log says over how the failure shows', () => {
    const error = { code: 'ResourceNotReady', message: 'User container has crashed or terminated' };
    const text =
      "[2026-01-01][pfserving-app][WARNING] - Load mdc related module failed: No module named 'azureml'\nFailed to load python module from file 'a.py': (ModuleNotFoundError) No module named 'bs4'";

    expect(diagnose({ error, logs: [{ container: 'inference-server', text }] })).toMatchObject({
      class: 'requirements.missing_module',
      details: { module: 'bs4' },
      isRetryable: false,
    });
    expect(diagnose({ error, logs: [{ container: 'inference-server', text: text.split('\n')[0] ?? '' }] }).class).toBe(
      'container.crashed',
    );
  });

  test.each([
    [{ status: 409 }, 'conflict.endpoint_busy'],
    [{ error: { code: 'Conflict' } }, 'conflict.endpoint_busy'],
    [{ statusCode: 504, message: 'x' }, 'platform.internal'],
    ['HTTP 404 for the deployment blue', 'consistency.deployment_404'],
    ['ERROR: ResolutionImpossible: dependency conflict', 'environment.image_build_failed'],
    ['[12:00:00.408] port 409, 500 lines in 404 ms, pid 429', 'unknown'],
  ])('takes a number for a status only where it is one: %j', (error, name) => {
    expect(diagnose({ error }).class).toBe(name);
  });

  test('reads answers, and what the front says of the container', () => {
    const answer = (status: number, body: string, headers = {}) =>
      diagnose({ answer: { status, headers, body } }).class;

    expect(answer(424, '', { 'ms-azureml-model-error-statuscode': '408', other: '500' })).toBe('timeout.request');
    expect(answer(429, '')).toBe('throttled.requests');
    expect(answer(424, '{"error":{"message":"Execution failure in \'ask\'"}}')).toBe('flow.node_failed');
    expect(answer(200, '{}')).toBe('unknown');
  });

  test('tells what may be done without asking', () => {
    expect(diagnose({ error: 'SecretsInjectionError' })).toMatchObject({ isRetryable: true, fix: 'waitForRole' });
    expect(diagnose({ error: 'OutOfQuota' })).not.toHaveProperty('fix');
  });

  test('tells the numbers of a quota', () => {
    expect(diagnose({ error: texts.find(([name]) => name === 'quota.vm_cores')?.[1] }).details).toEqual({
      size: 'Standard_DS3_v2',
      usage: '0',
      limit: '6',
      needed: '8',
    });
  });

  test('answers whatever it is given', () => {
    fc.assert(fc.property(fc.anything({ maxDepth: 5 }), (error) => typeof diagnose({ error }).class === 'string'));
    expect(diagnose({}).class).toBe('unknown');
  });
});

const corpus = sharedData('golden/azure/aml-error-corpus.json');
if (!corpus) console.warn('SKIPPED: error corpus; ../shared/data/golden/azure/aml-error-corpus.json is not here');

describe.runIf(corpus)('of every error that was collected', () => {
  const cases: { id: string; text: string; class: string; retryable: boolean }[] = corpus
    ? JSON.parse(readFileSync(corpus, 'utf8')).cases
    : [];

  test.each(cases.map((each) => [each.id, each] as const))(
    'the class is the same: %s',
    (_, { text, class: wanted, retryable }) => {
      expect(diagnose({ error: text })).toMatchObject({ class: wanted, isRetryable: retryable });
    },
  );
});

const scenarios = sharedData('promptflow-golden/serving.json');
if (!scenarios) console.warn('SKIPPED: serving scenarios; ../shared/data/promptflow-golden/serving.json is not here');

describe.runIf(scenarios)('of every start that failed when it was measured', () => {
  const cases: { case: string; startup_error?: unknown }[] = scenarios
    ? JSON.parse(readFileSync(scenarios, 'utf8'))
    : [];

  test.each(cases.filter(({ startup_error }) => startup_error).map((each) => [each.case, each.startup_error] as const))(
    'the cause is known: %s',
    (_, error) => {
      expect(diagnose({ error }).class).toMatch(/^(rbac|connection|flow|requirements|container)\./);
    },
  );
});
