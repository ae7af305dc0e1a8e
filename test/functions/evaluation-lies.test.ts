import { describe, expect, test } from 'vitest';
import { refused } from '../../domain/outcome.ts';
import { chatFlow } from '../support/app-under-test.ts';
import { accuracy, completed, evaluated } from '../support/evaluated-door.ts';
import { type Arranged, linesLogged, logged } from '../support/evaluations.ts';
import { workspaceId } from '../support/workspace-id.ts';

const lies: readonly (readonly [string, Arranged, string, string])[] = [
  ['is only a batch run', { evaluation: { evaluates: undefined as never } }, 'ignored', 'not-an-evaluation'],
  ['failed', { evaluation: { status: 'Failed', error: 'UserError: no' } }, 'refused', 'run-not-completed'],
  ['was cancelled', { evaluation: { status: 'Canceled' } }, 'refused', 'run-not-completed'],
  ['evaluates a run that failed', { batch: { status: 'Failed' } }, 'refused', 'run-not-completed'],
  ['evaluates a run that is not there', { evaluation: { evaluates: 'gone' } }, 'refused', 'unknown-run'],
  ['evaluates an evaluation', { batch: { evaluates: 'other' } }, 'refused', 'evaluation-flow'],
  [
    'evaluates a run of an evaluation flow',
    { files: { 'flow.dag.yaml': `type: evaluation\n${chatFlow['flow.dag.yaml']}` } },
    'refused',
    'evaluation-flow',
  ],
  [
    'evaluates a flow of the workspace',
    { batch: { flow: { kind: 'resource', id: 'azureml://locations/eastus/workspaces/w/flows/f' } } },
    'refused',
    'flow-out-of-reach',
  ],
  ['evaluates a flow of nowhere', { batch: { flow: { kind: 'unknown' } } }, 'refused', 'flow-out-of-reach'],
  [
    'evaluates a flow whose folder is gone',
    { batch: { flow: { kind: 'folder', folder: { datastore: 'd', path: 'gone/chat' } } } },
    'refused',
    'flow-out-of-reach',
  ],
  [
    'evaluates a class that was made otherwise',
    { batch: { initArguments: ['model'] } },
    'refused',
    'flow-out-of-reach',
  ],
  ['tested a variant that is not there', { batch: { variant: '${answer.none}' } }, 'refused', 'invalid-flow'],
  ['logged nothing', { metrics: [] }, 'refused', 'gate-not-measured'],
  [
    'did not log the metric',
    { manifest: accuracy('min: 0.5'), metrics: logged({ other: 1 }) },
    'refused',
    'gate-not-measured',
  ],
  [
    'logged no number',
    { manifest: accuracy('min: 0.5'), metrics: logged({ accuracy: Number.NaN }) },
    'refused',
    'gate-not-measured',
  ],
  ['missed the least', { manifest: accuracy('min: 0.95') }, 'refused', 'gate-not-met'],
  ['missed the most', { manifest: accuracy('max: 0.5') }, 'refused', 'gate-not-met'],
  ['evaluated lines of which one failed', { batchMetrics: linesLogged(9, 1) }, 'refused', 'gate-not-met'],
  ['began too early', { evaluation: { startedAt: '2026-01-01T00:00:00.000Z' } }, 'refused', 'gate-stale'],
  ['went over other data', { evaluation: { data: 'azureml:other:1' } }, 'refused', 'gate-stale'],
  [
    'logged before the flow had run',
    { manifest: accuracy('min: 0.5'), metrics: logged({ accuracy: 0.9 }, '2025-01-01T00:00:00Z') },
    'refused',
    'gate-stale',
  ],
];

describe('an evaluation run that', () => {
  test.each(lies)('%s is no release', async (_, arranged, state, slug) => {
    const { receive, memory, woken, stories } = await evaluated(arranged);

    await receive(completed('eval'));
    await receive(completed('eval', 'RunStatusChanged'));

    expect(stories()).toMatchObject([{ state, fault: { slug } }]);
    expect(memory.intents.size).toBe(0);
    expect(woken).toEqual([]);
  });

  test.each([
    ['is of another workspace', { ...completed('eval'), source: `${workspaceId}-other` }, 'unknown-workspace'],
    ['is of no workspace', { ...completed('eval'), source: undefined }, 'unknown-workspace'],
    ['is not there', completed('gone'), 'unknown-run'],
  ])('%s is ignored, with the reason', async (_, body, slug) => {
    const { receive, stories, memory } = await evaluated();

    await receive(body);
    await receive(body);

    expect(stories()).toMatchObject([{ state: 'ignored', fault: { slug } }]);
    expect(memory.intents.size).toBe(0);
  });

  test.each([
    ['goes on still', completed('eval'), { evaluation: { status: 'Running' } }],
    ['is no run of a flow', completed('eval'), { evaluation: { isOfFlow: false } }],
    ['is a model', { ...completed('eval'), type: 'Microsoft.MachineLearningServices.ModelRegistered' }, {}],
    ['has another subject', { ...completed('eval'), subject: 'models/chat:1' }, {}],
  ])('%s leaves nothing behind', async (_, body, arranged) => {
    const { receive, memory } = await evaluated(arranged as Arranged);

    await receive(body);

    expect(memory.releases.size + memory.intents.size + memory.remembered.size).toBe(0);
  });

  test('was not there yet counts when its next event comes', async () => {
    const { receive, memory, stories } = await evaluated();
    const there = memory.runs.get('eval');
    memory.runs.delete('eval');
    await receive(completed('eval', 'RunStatusChanged'));
    if (there) memory.runs.set('eval', there);

    await receive(completed('eval'));

    expect(stories()).toMatchObject([{ state: 'ignored' }, { state: 'wanted' }]);
  });

  test('may not be read is refused, and read again when the next event comes', async () => {
    const { receive, world, stories } = await evaluated();
    const no = async () => refused('missing-permission', 'Flowferry may not read runs.', 'Grant it.');
    const { runs } = world;
    for (const port of ['metrics', 'flowFiles', 'get'] as const) {
      Object.assign(world, { runs: { ...runs, [port]: no } });
      await receive(completed('eval'));
      expect(stories()).toMatchObject([{ fault: { slug: 'missing-permission' } }]);
    }
    Object.assign(world, { runs });

    await receive(completed('eval'));

    expect(stories().at(-1)).toMatchObject({ state: 'wanted' });
  });
});
