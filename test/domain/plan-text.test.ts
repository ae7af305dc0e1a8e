import { describe, expect, test } from 'vitest';
import { planText } from '../../domain/plan-text.ts';
import { serving, shown } from '../support/estimates.ts';
import { deploymentNamed, goodSurroundings, servingEndpoint } from '../support/plans.ts';

describe('a plan for people', () => {
  test('says what is made, what it takes, and what nobody knows', () => {
    expect(planText(shown('gate: {metrics: {accuracy: {min: 0.8}}}'))).toMatchInlineSnapshot(`
      "my-flow to endpoint my-endpoint, workspace flowferry-dev
      Resources
        create  endpoint my-endpoint (key, an identity of its own)
        ensure  model flow-my-flow, version abcdef0123456789
        create  environment flow-my-flow-environment, version ivqhgz13qg
        create  deployment f-abcdef0123 (1 × Standard_DS3_v2)
      Environment
        image mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20260301.v1
      Variables
        PROMPTFLOW_RUN_MODE=serving
        PRT_CONFIG_OVERRIDE=deployment.subscription_id=00000000-0000-0000-0000-000000000001,deployment.resource_group=rg-flowferry,deployment.workspace_name=flowferry-dev,deployment.endpoint_name=my-endpoint,deployment.deployment_name=f-abcdef0123
      Roles of the endpoint
        Azure Machine Learning Workspace Connection Secrets Reader on workspaces/flowferry-dev, because the flow reads connections when it starts; granted by Flowferry
      Traffic
        now               none
        created at        f-abcdef0123 0 %
        after  19 minutes f-abcdef0123 100 %
      Time: about 19 minutes
          1  ensure endpoint
          1  assign roles
          5  build the image
         10  create deployment
          1  smoke test
          1  shift traffic
      Quota
        8 cores of standardDSv2Family (4 of them reserved for upgrades); 90 of 100 are free
      Cost, by list price
        0.25 USD an hour, 182.50 USD a month
      Way back
        none: nothing served before; a release that fails deletes what it made
      Will not be done
        gate: holds for flows that come from a batch run; a zip is not held against it
      Could not be checked
        whether anybody else in eastus has an endpoint named my-endpoint
      Nothing stands against it. Plan hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh"
    `);
  });

  test('of an endpoint that serves says what stays, what changes, and what goes', () => {
    const endpoint = { ...servingEndpoint, traffic: { 'f-old': 90, 'f-older': 10 } };
    const deployments = ['f-old', 'f-older', 'f-oldest'].map(deploymentNamed);
    const text = planText(shown('', { endpoint, deployments }));

    expect(text).toMatch(/^ {2}keep {4}endpoint my-endpoint/m);
    expect(text).toMatch(/^ {2}keep {4}deployment f-old, as the way back/m);
    expect(text).toMatch(/^ {2}change {2}deployment f-older, to no traffic/m);
    expect(text).toMatch(/^ {2}delete {2}deployment f-oldest, at the end/m);
    expect(text).toContain('1.25 USD an hour while the previous deployment is kept (24 hours)');
  });

  test('walks the traffic over, step by step', () => {
    const shadow = 'rollout: {strategy: shadow, steps: [{traffic: 20, hold: 1h}], approval: {before: 100}}';

    expect(planText(shown(shadow, serving))).toMatch(
      /after {2}19 minutes f-old 100 %, copies to f-abcdef0123 20 %, held 60 minutes\n {2}after {2}80 minutes f-abcdef0123 100 %, once a person agrees/,
    );
  });

  test('shows the Dockerfile, and every fault with its remedy', () => {
    const context = { files: { Dockerfile: 'FROM python:3.12\nRUN pip install x\n' }, dockerfilePath: 'Dockerfile' };
    const { inferenceConfig } = goodSurroundings().environment;
    const text = planText(shown('', {}, { environment: { context, inferenceConfig } }));

    expect(text).toContain('  built from\n    FROM python:3.12\n    RUN pip install x');
    expect(text).toMatch(/Faults\n {2}The image python:3.12 is not from a registry .* \[image-not-allowed\]/);
    expect(text).toMatch(/A release would be refused\.$/);
  });

  test('shows what gives reason to warn', () => {
    const text = planText(shown('', {}, { packageWarnings: [{ message: 'langchain is not pinned' }] }));

    expect(text).toContain('Warnings\n  langchain is not pinned');
  });

  test('leaves out what is not known', () => {
    const all = shown();
    const { cost: _, quota: __, ...rest } = all.estimate;

    expect(
      planText({
        ...all,
        estimate: rest,
        environment: { ...all.environment, context: { files: {}, dockerfilePath: 'x' } },
      }),
    ).not.toMatch(/Quota|Cost/);
  });
});
