import { describe, expect, test } from 'vitest';
import { done, refused } from '../../domain/outcome.ts';
import type { Release } from '../../domain/release.ts';
import type { World } from '../../domain/world.ts';
import { release, startApp } from '../support/app-under-test.ts';
import { usual } from '../support/memory-world.ts';

const stepsOf = ({ steps }: Release) => steps.map(({ name, state }) => `${name}: ${state}`);
const fault = refused('operation-failed', 'Azure said no.', 'Ask again.');
const scoring = usual('scoring');

describe('a release', () => {
  test('goes all the way, and tells every step', async () => {
    const app = await startApp();

    const told = await release(app);

    expect(told.state).toBe('succeeded');
    expect(stepsOf(told)).toEqual([
      'plan: done',
      'preflight: done',
      'register model: done',
      'build environment: done',
      'ensure endpoint: done',
      'assign roles: done',
      'create deployment: done',
      'smoke test: done',
      'shift traffic: done',
      'remove superseded deployments: done',
    ]);
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [told.deployment ?? '']: 100 });
    expect(app.memory.intents.size).toBe(0);
  });

  test('of another content replaces what is there, keeps one way back, and clears what is older', async () => {
    const app = await startApp();

    const first = await release(app);
    const second = await release(app, { 'answer.jinja2': 'Second' });
    const third = await release(app, { 'answer.jinja2': 'Third' });

    expect([...app.memory.deployments.keys()].sort()).toEqual([second.deployment, third.deployment].sort());
    expect(third.previous).toBe(second.deployment);
    expect(app.memory.changes).toContain(`delete deployment ${first.deployment}`);
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [third.deployment ?? '']: 100 });
  });

  test('of content that is still warm goes back to its deployment', async () => {
    const app = await startApp();
    const first = await release(app);
    await release(app, { 'answer.jinja2': 'Second' });

    const back = await release(app);

    expect(back.id).not.toBe(first.id);
    expect(back.deployment).toBe(first.deployment);
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [first.deployment ?? '']: 100 });
  });

  test('by a user-assigned identity gets its roles before the endpoint is made', async () => {
    const app = await startApp();
    const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/flows';

    const told = await release(app, { 'deploy.yaml': `endpoint: {name: chat, identity: {userAssigned: ${id}}}` });

    expect(told.state).toBe('succeeded');
    const names = told.steps.map(({ name }) => name);
    expect(names.indexOf('assign roles')).toBeLessThan(names.indexOf('ensure endpoint'));
  });

  test('of a flow without connections asks for no roles', async () => {
    const app = await startApp();
    const flow =
      'inputs: {category: {type: string, default: a}}\noutputs: {category: {type: string, reference: "${inputs.category}"}}\nnodes: []\n';

    const told = await release(app, { 'flow.dag.yaml': flow });

    expect(told.state).toBe('succeeded');
    expect(told.steps.map(({ name }) => name)).not.toContain('assign roles');
  });

  test('waits for roles to spread while the smoke test is told that they lack', async () => {
    let tries = 0;
    const score = async () => {
      tries += 1;
      const lacking = { status: 424, headers: {}, latencyInSeconds: 1, body: 'Access denied to list workspace secret' };
      return done(tries < 5 ? lacking : { ...lacking, status: 200, body: '{"category":"App"}' });
    };
    const app = await startApp({ scoring: { ...scoring, score } });

    expect((await release(app)).state).toBe('succeeded');
    expect(tries).toBe(5);
  });
});

describe('a release that is refused', () => {
  const cases: readonly (readonly [string, Partial<World>, readonly string[]])[] = [
    ['by its model', { models: { register: async () => fault } }, ['remove roles: done', 'delete endpoint: done']],
    [
      'by its environment',
      { environments: { ...(usual('environments') as World['environments']), create: async () => fault } },
      ['remove roles: done', 'delete endpoint: done'],
    ],
    [
      'by its endpoint',
      { endpoints: { ...usual('endpoints'), begin: async () => fault } },
      ['ensure endpoint: refused', 'delete endpoint: done'],
    ],
    [
      'by a role',
      { roles: { ...usual('roles'), grant: async () => fault } },
      ['assign roles: refused', 'remove roles: done'],
    ],
    [
      'by its smoke test',
      {
        scoring: { ...scoring, score: async () => done({ status: 500, headers: {}, body: 'oh', latencyInSeconds: 1 }) },
      },
      [
        'smoke test: refused',
        'fetch logs: done',
        'delete deployment: done',
        'remove roles: done',
        'delete endpoint: done',
      ],
    ],
  ];

  test.each(cases)('%s leaves nothing behind', async (_, replaced, expected) => {
    const app = await startApp(replaced);

    const told = await release(app);

    expect(told).toMatchObject({ state: 'refused', fault: { slug: expect.any(String) } });
    expect(stepsOf(told)).toEqual(expect.arrayContaining([...expected]));
    expect(app.memory.deployments.size).toBe(0);
    expect(app.memory.endpoints.size).toBe(0);
    expect(app.memory.roles.size).toBe(0);
  });

  test('on an endpoint that serves leaves its traffic and its roles alone', async () => {
    let broken = false;
    const score = async () =>
      broken
        ? done({ status: 500, headers: {}, body: 'oh', latencyInSeconds: 1 })
        : done({ status: 200, headers: {}, body: '{"category":"App"}', latencyInSeconds: 1 });
    const app = await startApp({ scoring: { ...scoring, score } });
    const first = await release(app);
    broken = true;

    const second = await release(app, { 'answer.jinja2': 'Second' });

    expect(second.state).toBe('refused');
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [first.deployment ?? '']: 100 });
    expect([...app.memory.deployments.keys()]).toEqual([first.deployment]);
    expect(app.memory.changes.filter((change) => change.startsWith('traffic'))).toHaveLength(1);
    expect(app.memory.logs).toHaveLength(1);
  });
});
