import { describe, expect, test } from 'vitest';
import { offlinePlan } from '../../domain/offline-plan.ts';
import { packageOf } from '../support/package-files.ts';

const plan = (files: Record<string, string>) => offlinePlan(packageOf(files), 'my-flow', 'mcr.example/pf:1');
const flow = {
  'flow.dag.yaml':
    'inputs: {q: {type: string}}\noutputs: {a: {type: string, reference: "${n}"}}\nnodes:\n- {name: n, type: llm, connection: aoai, source: {path: n.jinja2}}',
  'n.jinja2': '',
};
const manifest = (text: string) => ({ 'deploy.yaml': `endpoint: {name: my-endpoint}\n${text}` });

describe('a plan without a look at Azure', () => {
  test('says what the flow is and needs', () => {
    expect(plan({ ...flow, ...manifest('') })).toMatchObject({
      kind: 'standard',
      flowFile: 'flow.dag.yaml',
      endpoint: 'my-endpoint',
      inputs: [{ name: 'q' }],
      outputs: [{ name: 'a' }],
      connections: ['aoai'],
      indexLookup: false,
      swagger: { info: { 'x-flow-name': 'my-flow' } },
      environment: { image: 'mcr.example/pf:1' },
      roles: [
        {
          role: 'Azure Machine Learning Workspace Connection Secrets Reader',
          roleDefinitionId: 'ea01e6af-a1c1-4350-9563-ad00f8c72ec5',
          scopeKind: 'workspace',
        },
      ],
      faults: [],
      warnings: [],
    });
  });

  test('counts the roles of a user-assigned identity', () => {
    const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i';
    const { roles } = plan({
      ...flow,
      'deploy.yaml': `endpoint: {name: my-endpoint, identity: {userAssigned: ${id}}}`,
    });

    expect(roles.map(({ role, scopeKind }) => `${role} on ${scopeKind}`)).toEqual([
      'AcrPull on registry',
      'Storage Blob Data Reader on storage',
      'AzureML Metrics Writer (preview) on workspace',
      'Azure Machine Learning Workspace Connection Secrets Reader on workspace',
    ]);
  });

  test('warns of a flow that has not opted in, and shows the defaults', () => {
    expect(plan(flow)).toMatchObject({
      faults: [],
      warnings: [{ message: expect.stringContaining('deploy.yaml') }],
      environment: { image: 'mcr.example/pf:1' },
    });
  });

  test.each([
    [
      'what is wrong with the flow',
      { ...flow, 'flow.dag.yaml': 'nodes: []\ntype: evaluation' },
      'evaluation',
      'evaluation-flow',
    ],
    ['what is wrong with the manifest', { ...flow, ...manifest('quokka: 1') }, 'standard', 'unknown-key'],
    [
      'what of the two does not fit',
      { ...flow, ...manifest('connections: {other: x}') },
      'standard',
      'unsafe-override',
    ],
    ['that there is no flow', {}, 'unknown', 'no-flow'],
  ])('tells %s', (_, files, kind, slug) => {
    expect(plan(files as Record<string, string>)).toMatchObject({ kind, faults: [{ slug }] });
  });

  test('gives the place of a fault', () => {
    expect(plan({ 'flow.dag.yaml': 'a: [' }).faults).toMatchObject([
      { file: 'flow.dag.yaml', line: 1, column: expect.any(Number) },
    ]);
    expect(plan({}).faults[0]).not.toHaveProperty('file');
  });

  test.each([
    ['chat', { 'flow.dag.yaml': 'inputs: {q: {type: string, is_chat_input: true}, chat_history: {type: list}}' }],
    ['flex', { 'flow.flex.yaml': 'entry: a:b', 'a.py': 'def b(): ...' }],
    ['prompty', { 'a.prompty': '' }],
  ])('knows a %s', (kind, files) => {
    expect(plan(files as Record<string, string>).kind).toBe(kind);
  });
});
