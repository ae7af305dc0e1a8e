import { describe, expect, test } from 'vitest';
import { refused } from '../../domain/outcome.ts';
import { accuracy, completed, evaluated } from '../support/evaluated-door.ts';
import { type Arranged, arrange, graded } from '../support/evaluations.ts';

const compared = accuracy('noWorseThanStable: 0.1, output: grade, passes: Correct');

/** A flow that serves, by an evaluation of its own. */
async function served(arranged: Arranged = {}) {
  const door = await evaluated({ manifest: compared, lines: graded(200, 180), ...arranged });
  await door.receive(completed('eval'));
  const [first] = door.stories();
  if (!first) throw new Error('no release');
  door.memory.releases.set(first.id, { ...first, state: 'succeeded', requestedAt: '2025-12-31T00:00:00Z' });
  door.memory.intents.clear();
  const challenge = async (challenger: Arranged) => {
    const files = { 'answer.jinja2': 'Another answer {{question}}' };
    arrange(door.memory, { manifest: compared, files, name: '-2', ...challenger });
    await door.receive(completed('eval-2'));
    return [...door.memory.releases.values()].find(({ source }) => source.key.endsWith('eval-2'));
  };
  return { ...door, first, challenge };
}

describe('a challenger, line by line beside what serves,', () => {
  test('passes where it is shown to be no worse', async () => {
    const { challenge, first } = await served();

    expect(await challenge({ lines: graded(200, 182) })).toMatchObject({
      state: 'wanted',
      gate: {
        word: 'passed',
        stable: { release: first.id, evaluationRun: 'eval' },
        findings: expect.arrayContaining([
          expect.objectContaining({
            word: 'met',
            comparison: expect.objectContaining({ word: 'noWorse', lines: 200, wins: 2, losses: 0, margin: 0.1 }),
          }),
        ]),
      },
    });
  });

  test.each([
    ['is worse', { lines: graded(200, 150) }, 'gate-not-met'],
    ['answered fewer lines', { lines: graded(150, 150) }, 'gate-not-met'],
    ['has no lines', {}, 'gate-not-measured'],
    ['has other outputs', { lines: [{ number: 0, outputs: { score: 1 } }] }, 'gate-not-measured'],
    [
      'went over other data',
      { lines: graded(200, 190), batch: { data: 'azureml:d:2' }, evaluation: { data: 'azureml:d:2' } },
      'gate-not-comparable',
    ],
    [
      'says not over which data',
      { lines: graded(200, 190), batch: { data: undefined as never }, evaluation: { data: undefined as never } },
      'gate-not-comparable',
    ],
    [
      'was judged by another flow',
      { lines: graded(200, 190), evaluation: { flow: { kind: 'resource', id: 'r' } } },
      'gate-not-comparable',
    ],
    [
      'was judged by a flow of nowhere',
      { lines: graded(200, 190), evaluation: { flow: { kind: 'unknown' } } },
      'gate-not-comparable',
    ],
  ] as const)('that %s is refused', async (_, challenger, slug) => {
    const { challenge, memory } = await served();

    expect(await challenge(challenger as Arranged)).toMatchObject({
      state: 'refused',
      endpoint: { name: 'chat' },
      fault: { slug },
      gate: { word: 'refused' },
    });
    expect(memory.intents.size).toBe(0);
  });

  test('is told when there are too few lines', async () => {
    const { challenge } = await served({ lines: graded(10, 9) });

    const story = await challenge({ lines: graded(10, 9) });

    expect(story?.fault).toMatchObject({
      slug: 'gate-too-few-lines',
      message: expect.stringContaining('too few lines'),
    });
  });

  test.each([
    ['nobody evaluated', 'no evaluation of it is known'],
    ['was evaluated by a run that is gone', 'is gone'],
  ])('is not compared with what %s', async (which, why) => {
    const { challenge, memory, first } = await served();
    if (which === 'nobody evaluated') {
      const { gate: _, ...rest } = first;
      memory.releases.set(first.id, { ...rest, state: 'succeeded' });
    } else memory.runs.delete('eval');

    expect(await challenge({ lines: graded(200, 190) })).toMatchObject({
      fault: { slug: 'gate-not-comparable', message: expect.stringContaining(why) },
    });
  });

  test('is compared with the last evaluation of what serves', async () => {
    const { challenge, receive, memory, first } = await served();
    const other = { data: 'azureml:d:2' };
    arrange(memory, {
      manifest: compared,
      lines: graded(200, 180),
      evaluation: { id: 'eval-again', ...other },
      batch: other,
    });
    await receive(completed('eval-again'));

    const story = await challenge({ lines: graded(200, 182), batch: other, evaluation: other });

    expect(memory.releases.get(first.id)).toMatchObject({
      evidence: { evaluationRun: 'eval-again', data: 'azureml:d:2' },
    });
    expect(story).toMatchObject({ gate: { word: 'passed' } });
  });

  test('is not compared with an evaluation of what serves that is no evidence', async () => {
    const { receive, memory, first } = await served();
    arrange(memory, { manifest: compared, evaluation: { id: 'eval-again', status: 'Completed', data: 'azureml:d:9' } });

    await receive(completed('eval-again'));

    expect(memory.releases.get(first.id)?.evidence).toBeUndefined();
  });

  test.each([
    ['pass', 'wanted'],
    ['refuse', 'refused'],
  ])('follows onNoStable: %s while nothing serves', async (onNoStable, state) => {
    const manifest = `endpoint: {name: chat}\ngate: {metrics: {accuracy: {noWorseThanStable: 0}}, onNoStable: ${onNoStable}}`;
    const { receive, stories } = await evaluated({ manifest });

    await receive(completed('eval'));

    expect(stories()).toMatchObject([{ state }]);
  });

  test('is not let pass by onNoStable where somebody else’s deployment serves', async () => {
    const { receive, memory, stories } = await evaluated({ manifest: compared });
    const endpoint = {
      name: 'chat',
      state: 'Succeeded',
      auth: 'key',
      identity: { kind: 'system', identityIds: [] },
      tags: {},
    };
    memory.endpoints.set('chat', { ...endpoint, traffic: { blue: 100 } } as never);

    await receive(completed('eval'));

    expect(stories()).toMatchObject([{ fault: { slug: 'gate-not-comparable' } }]);
  });

  test('cannot be read line by line without the permission', async () => {
    const { challenge, world, stories } = await served();
    const no = async () => refused('missing-permission', 'Flowferry may not read blobs.', 'Grant it.');
    Object.assign(world, { runs: { ...world.runs, lines: no } });

    await challenge({ lines: graded(200, 190) });

    expect(stories().at(-1)).toMatchObject({ fault: { slug: 'missing-permission' } });
  });
});

test('what the gate turned away does not count as released since', async () => {
  const { challenge, receive, memory, first } = await served();
  await challenge({ lines: graded(200, 100) });
  arrange(memory, { manifest: compared, lines: graded(200, 180), evaluation: { id: 'eval-again' } });

  await receive(completed('eval-again'));

  expect(memory.releases.get(first.id)).toMatchObject({
    state: 'succeeded',
    evidence: { evaluationRun: 'eval-again' },
  });
  expect(memory.intents.size).toBe(0);
});
