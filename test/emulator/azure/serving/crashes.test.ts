import { expect, test } from 'vitest';
import {
  type Case,
  custom,
  customFlow,
  echo,
  flowWithModel,
  flowWithTool,
  model,
  openAi,
  settings,
  start,
  tool,
  twoTools,
} from './sample-starts.ts';

test.each<[fact: string, start: Case, log: string]>([
  [
    'no definition',
    { files: { 'a.txt': '' }, environment: { PROMPTFLOW_RUN_MODE: 'serving' } },
    'UserErrorException: Have found neither flow.dag.yaml nor flow.flex.yaml',
  ],
  ['no run mode and no flow', { files: { 'a.txt': '' } }, 'PROMPTFLOW_RUN_MODE: compute'],
  [
    'two definitions',
    { files: { ...tool, 'flow.flex.yaml': 'entry: a:b' } },
    'ValidationException: Multiple files flow.dag.yaml, flow.flex.yaml exist in',
  ],
  [
    'a part of the settings without =',
    { files: tool, environment: { PRT_CONFIG_OVERRIDE: 'deployment.a=1,b' } },
    'IndexError: list index out of range',
  ],
  [
    'no settings at all',
    { files: tool, environment: { PRT_CONFIG_OVERRIDE: '' } },
    'MissingConnectionProvider: Missing connection provider',
  ],
  [
    'spaces in the settings',
    { files: model, environment: { PRT_CONFIG_OVERRIDE: settings.replaceAll(',', ', ') } },
    '/resourcegroups/None/',
  ],
  [
    'a missing source file',
    { files: { 'flow.dag.yaml': flowWithTool } },
    "InvalidSource: Load tool failed for node 'echo'. Tool file 'echo.py' can not be found.",
  ],
  [
    'a missing template',
    { files: { 'flow.dag.yaml': flowWithModel } },
    "InvalidSource: Load tool failed for node 'ask'. Tool file 'ask.jinja2' can not be found.",
  ],
  [
    'a missing requirement',
    { files: { ...tool, 'echo.py': `import langchain\n${echo}` } },
    "PythonLoadError: Failed to load python module from file '/var/azureml-app/azureml-models/my-flow/echo.py': (ModuleNotFoundError) No module named 'langchain'",
  ],
  [
    'two tools in a file',
    { files: { ...tool, 'echo.py': twoTools } },
    'MultipleToolsDefined: Expected 1 but collected 2 tools: echo, other.',
  ],
  [
    'a type that swagger does not have',
    { files: { ...tool, 'flow.dag.yaml': flowWithTool.replace('text: { type: string }', 'text: { type: secret }') } },
    "KeyError: <ValueType.SECRET: 'secret'>",
  ],
  [
    'included fields that are no JSON',
    { files: tool, environment: { PROMPTFLOW_RESPONSE_INCLUDED_FIELDS: 'answer' } },
    'JSONDecodeError: Expecting value',
  ],
  [
    'a connection that does not exist',
    { files: model, connection: { status: 404 } },
    '/workspaces/ws/connections/aoai/listsecrets?api-version=2023-04-01-preview failed with status code: 404, action: listsecrets, reason: Not Found',
  ],
  [
    'an unknown category',
    { files: model, connection: { status: 200, body: openAi('Git') } },
    'BuildConnectionError: Build connection dict for connection aoai failed with Connection aoai is not recognized',
  ],
  [
    'an Entra connection of a class that needs a key',
    { files: model, connection: { status: 200, body: openAi('Serverless', { authType: 'AAD' }) } },
    "TypeError: ServerlessConnection.__init__() missing 1 required positional argument: 'api_key'",
  ],
  [
    'a connection of the wrong kind',
    { files: { 'flow.dag.yaml': customFlow, 'n.py': custom } },
    "NodeInputValidationError: Tool load failed in 'n': (NodeInputValidationError) Input 'conn' for node 'n' of type 'AzureOpenAIConnection' is not supported, valid types ['CustomConnection'].",
  ],
  [
    'a variable that overrides a connection by accident',
    { files: model, environment: { aoai: '8080' } },
    'InvalidConnectionData: Invalid connection data detected while overriding connection aoai.',
  ],
  [
    'an invalid graph',
    { files: { ...tool, 'flow.dag.yaml': flowWithTool.replace('inputs.text}', 'inputs.none}') } },
    "InputReferenceNotFound: Invalid node definitions found in the flow graph. Node 'echo' references flow input 'none'",
  ],
  [
    'a flex flow whose init names a connection',
    {
      files: {
        'flow.flex.yaml': 'entry: a:F\nsample: {init: {model_config: {connection: aoai}}}',
        'a.py': 'class F:\n    def __call__(self, q: str) -> str: ...\n',
      },
    },
    "FlowEntryInitializationError: Failed to initialize flow entry with '{'model_config': {'connection': 'aoai'}}'",
  ],
  [
    'init arguments that are no JSON',
    {
      files: { 'flow.flex.yaml': 'entry: a:f', 'a.py': 'def f(q: str) -> str: ...\n' },
      environment: { PF_FLOW_INIT_CONFIG: 'x' },
    },
    "InvalidFlowInitConfig: PF_FLOW_INIT_CONFIG can't be deserialized to json",
  ],
])('the container crashes on %s', (_fact, given, log) => {
  const flow = start(given);

  expect(flow).toMatchObject({ kind: 'crashed', log: expect.stringContaining(log) });
});
