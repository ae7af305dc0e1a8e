import { describe, expect, test } from 'vitest';
import { done } from '../../domain/outcome.ts';
import { release, startApp } from '../support/app-under-test.ts';
import { usual } from '../support/memory-world.ts';

const scoring = usual('scoring');

describe('a release that changes what callers rely on', () => {
  const body = (properties: object) => ({ content: { 'application/json': { schema: { properties } } } });
  const promised = (outputs: object) => ({
    paths: {
      '/score': { post: { requestBody: body({ question: { type: 'string' } }), responses: { '200': body(outputs) } } },
    },
  });
  const described = (outputs: Readonly<Record<string, unknown>>) => ({
    scoring: { ...scoring, describe: async () => done(promised(outputs)) },
  });
  const second = { 'answer.jinja2': 'Second' };
  const breaking = { category: { type: 'string' }, evidence: { type: 'string' } };

  test('is refused before anything is made', async () => {
    const app = await startApp(described(breaking));
    await release(app);
    const before = app.memory.changes.length;

    const told = await release(app, second);

    expect(told).toMatchObject({ state: 'refused', fault: { slug: 'breaking-change' } });
    expect(told.fault?.message).toContain('The output evidence is gone.');
    expect(app.memory.changes).toHaveLength(before);
  });

  test('goes on where the manifest allows it, and says what changes', async () => {
    const app = await startApp(described(breaking));
    await release(app);

    const manifest = 'endpoint: {name: chat}\ncontract: {onBreakingChange: allow}';
    const told = await release(app, { ...second, 'deploy.yaml': manifest });

    expect(told.state).toBe('succeeded');
    expect(told.steps.find(({ name }) => name === 'compare contracts')?.reason).toContain(
      'The output evidence is gone.',
    );
  });

  test('goes on when nothing breaks', async () => {
    const app = await startApp(described({ category: { type: 'string' } }));
    await release(app);

    expect((await release(app, second)).state).toBe('succeeded');
  });
});
