import { describe, expect, test } from 'vitest';
import { readArchive } from '../../domain/package/archive.ts';
import { chatFlow } from '../support/app-under-test.ts';
import { accuracy, completed, completedByEventGrid, evaluated } from '../support/evaluated-door.ts';
import { arrange, data } from '../support/evaluations.ts';
import { workspaceId } from '../support/workspace-id.ts';

describe('an evaluation run that was completed', () => {
  test.each([
    ['as a CloudEvent', completed('eval')],
    ['as an Event Grid event', completedByEventGrid('eval')],
    ['as a change of status', completed('eval', 'RunStatusChanged')],
    ['in other letters of the workspace', { ...completed('eval'), source: workspaceId.toUpperCase() }],
  ])('releases the flow that it evaluated, %s', async (_, body) => {
    const { receive, memory, woken, stories } = await evaluated({ manifest: accuracy('min: 0.8') });

    await receive(body);

    expect(stories()).toMatchObject([
      {
        state: 'wanted',
        package: { name: 'chat' },
        source: { kind: 'run' },
        gate: {
          word: 'passed',
          evidence: {
            batchRun: 'batch',
            evaluationRun: 'eval',
            data,
            evaluationFlow: expect.stringMatching(/^\w{64}$/),
          },
          criteria: { metrics: { accuracy: { min: 0.8 } } },
          findings: expect.arrayContaining([expect.objectContaining({ about: 'accuracy', word: 'met' })]),
        },
      },
    ]);
    expect(memory.intents.size).toBe(1);
    expect(woken).toHaveLength(1);
  });

  test('releases once, however often and in whatever order its events come', async () => {
    const { receive, memory } = await evaluated();

    for (const type of ['RunStatusChanged', 'RunCompleted', 'RunCompleted']) await receive(completed('eval', type));

    expect(memory.releases.size).toBe(1);
    expect(memory.intents.size).toBe(1);
  });

  test('does not release again what was rolled back since', async () => {
    const { receive, memory, stories } = await evaluated();
    await receive(completed('eval'));
    const [release] = stories();
    if (!release) throw new Error('no release');
    memory.releases.set(release.id, { ...release, state: 'rolledBack' });
    memory.intents.clear();
    arrange(memory, { evaluation: { id: 'eval-2' } });

    await receive(completed('eval'));
    await receive(completed('eval-2'));

    expect(memory.releases.size).toBe(1);
    expect(memory.intents.size).toBe(0);
  });

  test('ships the variant that was tested', async () => {
    const flow = `${chatFlow['flow.dag.yaml']}  use_variants: true
node_variants:
  answer:
    default_variant_id: short
    variants:
      short: {node: {type: llm, source: {type: code, path: answer.jinja2}, inputs: {deployment_name: gpt, question: '\${inputs.question}'}, connection: open_ai_connection, api: chat}}
      long: {node: {type: llm, source: {type: code, path: long.jinja2}, inputs: {deployment_name: gpt, question: '\${inputs.question}'}, connection: open_ai_connection, api: chat}}
`;
    const files = { 'flow.dag.yaml': flow, 'long.jinja2': 'Answer at length {{question}}' };
    const { receive, memory, stories } = await evaluated({ files, batch: { variant: '${answer.long}' } });

    await receive(completed('eval'));

    const [story] = stories();
    const zip = memory.packages.get(story?.package.hash ?? '');
    expect(story).toMatchObject({ state: 'wanted' });
    const opened = await readArchive(zip ?? new Uint8Array());
    if (opened.kind === 'refused') throw new Error('not a zip');
    expect(Buffer.from(opened.value.get('flow.dag.yaml') ?? '').toString()).toContain('default_variant_id: long');
  });

  test('takes the operator’s manifest where the flow has none', async () => {
    const { receive, memory, stories } = await evaluated();
    const { 'deploy.yaml': _, ...flow } = chatFlow;
    memory.folders.set('LocalUpload/1/chat', flow);
    memory.pushed.set('defaults/chat.yaml', { bytes: Buffer.from('endpoint: {name: by-operator}'), eTag: '1' });

    await receive(completed('eval'));

    expect(stories()).toMatchObject([{ state: 'wanted', endpoint: { name: 'by-operator' } }]);
  });

  test('is ignored where neither the flow nor the operator asks for a deployment', async () => {
    const { receive, memory, stories } = await evaluated();
    const { 'deploy.yaml': _, ...flow } = chatFlow;
    memory.folders.set('LocalUpload/1/chat', flow);

    await receive(completed('eval'));

    expect(stories()).toMatchObject([{ state: 'ignored', fault: { slug: 'no-manifest' } }]);
  });
});
