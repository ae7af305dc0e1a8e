import type { ConnectionAnswer } from '../../../../emulator/azure/serving/connections.ts';
import { loadFlow } from '../../../../emulator/azure/serving/load-flow.ts';
import { filesOf } from './contract-data.ts';

export const settings =
  'deployment.subscription_id=s,deployment.resource_group=rg,deployment.workspace_name=ws,deployment.endpoint_name=e,deployment.deployment_name=blue';

export const flowWithTool = `
inputs: { text: { type: string } }
outputs: { answer: { type: string, reference: "\${echo.output}" } }
nodes:
- { name: echo, type: python, source: { type: code, path: echo.py }, inputs: { text: "\${inputs.text}" } }
`;
export const echo = 'from promptflow.core import tool\n\n@tool\ndef echo(text: str) -> str:\n    return text\n';

export const flowWithModel = `
inputs: { question: { type: string } }
outputs: { answer: { type: string, reference: "\${ask.output}" } }
nodes:
- { name: ask, type: llm, source: { type: code, path: ask.jinja2 }, connection: aoai, inputs: { deployment_name: gpt-4o } }
`;

export const openAi = (category = 'AzureOpenAI', extra: object = {}) => ({
  id: 'x',
  name: 'aoai',
  properties: { category, authType: 'ApiKey', target: 'https://x', credentials: { key: 'k' }, metadata: {}, ...extra },
});

/** A start of the container: what lies there, and what the control plane answers. */
export interface Case {
  readonly files: Record<string, string>;
  readonly environment?: Record<string, string>;
  readonly packages?: readonly string[];
  readonly connection?: ConnectionAnswer;
}

export const start = ({ files, environment, packages = [], connection = { status: 200, body: openAi() } }: Case) =>
  loadFlow({
    files: filesOf(files),
    name: 'my-flow',
    environmentVariables: { PRT_CONFIG_OVERRIDE: settings, ...environment },
    connections: () => connection,
    packagesInstalled: packages,
    now: () => 0,
  });

export const tool = { 'flow.dag.yaml': flowWithTool, 'echo.py': echo };
export const model = { 'flow.dag.yaml': flowWithModel, 'ask.jinja2': 'hi' };
export const twoTools = `${echo}\n@tool\ndef other(text: str) -> str:\n    return text\n`;
export const custom =
  'from promptflow.connections import CustomConnection\nfrom promptflow.core import tool\n@tool\ndef f(conn: CustomConnection): ...\n';
export const customFlow =
  'inputs: {}\noutputs: {}\nnodes:\n- {name: n, type: python, source: {type: code, path: n.py}, inputs: {conn: aoai}}\n';
