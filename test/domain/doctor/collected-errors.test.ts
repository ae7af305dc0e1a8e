import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../domain/doctor/diagnose.ts';
import { sharedData } from '../../support/shared-data.ts';

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
