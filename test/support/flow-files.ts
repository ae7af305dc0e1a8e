import { resourceGroup, subscriptionId, workspaceName } from './azure-client.ts';

/** The smallest flow that serves. */
export const flowYaml = `inputs:
  question:
    type: string
outputs:
  answer:
    type: string
    reference: \${echo.output}
nodes:
- name: echo
  type: python
  source:
    type: code
    path: echo.py
  inputs:
    question: \${inputs.question}
`;

export const echoPython = `from promptflow.core import tool


@tool
def echo(question: str) -> str:
    return question
`;

/** What a prompt flow container needs to know to start. */
export const servingVariables = {
  PROMPTFLOW_RUN_MODE: 'serving',
  PRT_CONFIG_OVERRIDE: [
    `deployment.subscription_id=${subscriptionId}`,
    `deployment.resource_group=${resourceGroup}`,
    `deployment.workspace_name=${workspaceName}`,
    'deployment.endpoint_name=echo',
    'deployment.deployment_name=blue',
  ].join(','),
};
