import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide, faultOf, type GateCase } from '../../../domain/gate/gate.ts';
import { manifestSchema } from '../../../domain/manifest/schema.ts';
import type { Metric } from '../../../domain/runs.ts';
import { batchRun, endedAt, evaluationRun, graded, linesLogged, logged } from '../../support/evaluations.ts';

const criteriaOf = (gate: object) => manifestSchema.parse({ endpoint: { name: 'chat' }, gate }).gate;
const at = '2026-01-02T00:00:00.000Z';

/** Everything in order: the accuracy is high enough, no line failed, and it is shown to be no worse than what serves. */
const sound: GateCase = {
  criteria: criteriaOf({
    metrics: { accuracy: { min: 0.8, noWorseThanStable: 0.1, output: 'grade', passes: 'Correct' } },
  }),
  evidence: { batchRun: 'batch', evaluationRun: 'eval' },
  batch: batchRun(),
  batchMetrics: linesLogged(200),
  evaluation: evaluationRun(),
  // Another one stays where the accuracy is taken away.
  metrics: [...linesLogged(200), ...logged({ accuracy: 0.9, other: 1 })],
  lines: graded(200, 180),
  champion: { kind: 'evaluated', release: 'chat-1', evaluationRun: 'eval-0', lines: graded(200, 180) },
};

test('what is in order passes', () => {
  const decision = decide(sound, at);

  expect(decision).toMatchObject({ word: 'passed', at, stable: { release: 'chat-1', evaluationRun: 'eval-0' } });
  expect(decision.findings.map(({ about, word }) => `${about} ${word}`)).toEqual([
    'failed lines met',
    'failed lines met',
    'accuracy met',
    'accuracy met',
  ]);
  expect(faultOf(decision)).toBeUndefined();
});

const without = (metrics: readonly Metric[], name: string) => metrics.filter((each) => each.name !== name);
const changed = (metrics: readonly Metric[], name: string, change: Partial<Metric>) =>
  metrics.map((each) => (each.name === name ? { ...each, ...change } : each));
const notNumbers = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
const beforeTheRun = fc
  .date({ min: new Date('2000-01-01'), max: new Date(Date.parse(endedAt) - 1), noInvalidDate: true })
  .map((time) => time.toISOString());
const needed = ['accuracy', '__pf__.lines.completed', '__pf__.lines.failed'];

/** Every way in which a number can be absent, old, or of something else. */
const spoilt: fc.Arbitrary<GateCase> = fc.oneof(
  fc.constantFrom(...needed).map((name) => ({ ...sound, metrics: without(sound.metrics, name) })),
  fc.constantFrom(...needed.slice(1)).map((name) => ({ ...sound, batchMetrics: without(sound.batchMetrics, name) })),
  fc
    .tuple(fc.constantFrom(...needed), notNumbers)
    .map(([name, value]) => ({ ...sound, metrics: changed(sound.metrics, name, { value }) })),
  fc
    .tuple(fc.constantFrom(...needed.slice(1)), notNumbers)
    .map(([name, value]) => ({ ...sound, batchMetrics: changed(sound.batchMetrics, name, { value }) })),
  beforeTheRun.map((loggedAt) => ({ ...sound, metrics: changed(sound.metrics, 'accuracy', { loggedAt }) })),
  fc.constant({ ...sound, metrics: [...linesLogged(200), { name: 'accuracy', value: 0.9 }] }),
  beforeTheRun.map((startedAt) => ({ ...sound, evaluation: { ...sound.evaluation, startedAt } })),
  beforeTheRun.map((ended) => ({ ...sound, evaluation: { ...sound.evaluation, endedAt: ended } })),
  fc.constantFrom('startedAt', 'endedAt').map((key) => {
    const { [key as 'endedAt']: _, ...evaluation } = sound.evaluation;
    return { ...sound, evaluation };
  }),
  fc.constant(null).map(() => {
    const { endedAt: _, ...batch } = sound.batch;
    return { ...sound, batch };
  }),
  fc.string().map((evaluates) => ({ ...sound, evaluation: { ...sound.evaluation, evaluates: `${evaluates}?` } })),
  fc.string().map((data) => ({ ...sound, evaluation: { ...sound.evaluation, data: `${data}?` } })),
  fc
    .constantFrom('Failed', 'Canceled', 'Running', '')
    .map((status) => ({ ...sound, evaluation: { ...sound.evaluation, status } })),
  fc.constantFrom('Failed', 'Running').map((status) => ({ ...sound, batch: { ...sound.batch, status } })),
  fc.integer({ min: 0, max: 199 }).map((completed) => ({
    ...sound,
    metrics: changed(sound.metrics, '__pf__.lines.completed', { value: completed }),
  })),
  fc.constant(null).map(() => {
    const { lines: _, ...rest } = sound;
    return rest;
  }),
  fc.constantFrom([], graded(3, 3)).map((lines) => ({ ...sound, lines })),
  fc.constant({ ...sound, champion: { kind: 'notEvaluated' as const, release: 'chat-1', why: 'nobody looked' } }),
);

test('nothing that is absent, no number, old, or of another run passes, whatever else is in order', () => {
  const law = fc.property(spoilt, fc.boolean(), (gateCase, passWithoutStable) => {
    const criteria = {
      ...gateCase.criteria,
      onNoStable: passWithoutStable ? ('pass' as const) : ('refuse' as const),
    };
    const decision = decide({ ...gateCase, criteria }, at);

    expect(decision.word).toBe('refused');
    expect(faultOf(decision)?.slug).toMatch(/^gate-/);
  });
  fc.assert(law, { numRuns: 400 });
});

test.each([
  ['says why nothing is asked beside being there', { accuracy: {} }, 'it is 0.9'],
  ['names both limits', { accuracy: { min: 0.5, max: 0.95 } }, 'it is 0.9; it must be at least 0.5 and at most 0.95'],
])('a finding %s', (_, metrics, sentence) => {
  const { findings } = decide({ ...sound, criteria: criteriaOf({ metrics }) }, at);

  expect(findings.at(-1)).toEqual({ about: 'accuracy', word: 'met', sentence });
});

test.each([
  [{ max: 5, noWorseThanStable: 1 }, 'lower is better where there is a max and no min'],
  [{ noWorseThanStable: 1, better: 'lower', scale: [1, 5] }, 'lower is better where the manifest says so'],
])('%j: %s', (rule, _) => {
  const score = (value: number) => Array.from({ length: 60 }, (_, number) => ({ number, outputs: { effort: value } }));
  const criteria = criteriaOf({ metrics: { effort: rule } });
  const metrics = [...linesLogged(200), ...logged({ effort: 3 })];
  const champion = { kind: 'evaluated', release: 'r', evaluationRun: 'e', lines: score(3) } as const;
  const word = (value: number) => decide({ ...sound, criteria, metrics, lines: score(value), champion }, at).word;

  expect([word(1), word(5)]).toEqual(['passed', 'refused']);
});

test('a release that is refused says what speaks against it, and by which runs', () => {
  const fault = faultOf(decide({ ...sound, metrics: [...linesLogged(200), ...logged({ accuracy: 0.7 })] }, at));

  expect(fault).toMatchObject({
    slug: 'gate-not-met',
    message: 'The gate does not let it pass, by batch and eval: accuracy: it is 0.7; it must be at least 0.8.',
  });
});
