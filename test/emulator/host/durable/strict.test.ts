import { describe, expect, test } from 'vitest';
import { type Orchestrator, startTestHost } from '../test-host.ts';

const strays: Record<string, Orchestrator> = {
  *readsTheClock(context) {
    yield context.df.callActivity('echo', { at: Date.now() });
  },
  *makesADate(context) {
    yield context.df.callActivity('echo', { at: new Date().toISOString() });
  },
  *throwsDice(context) {
    yield context.df.callActivity(Math.random() < 0.5 ? 'echo' : 'fail', {});
  },
  *makesAnId(context) {
    yield context.df.callSubOrchestrator('behaves', {}, crypto.randomUUID());
  },
  *answersTheTime(context) {
    yield context.df.callActivity('echo', {});
    return Date.now();
  },
  *throwsTheTime(context) {
    yield context.df.callActivity('echo', {});
    throw new Error(`failed at ${Date.now()}`);
  },
};

const behaves: Orchestrator = function* (context) {
  const at = context.df.currentUtcDateTime;
  const id = context.df.newGuid('x');
  yield context.df.createTimer(new Date(at.getTime() + 60_000));
  yield context.df.callActivity('echo', { at: at.toISOString(), id, parsed: new Date(0).getTime() });
  return at instanceof Date;
};

describe('in strict mode', () => {
  test.each(Object.keys(strays))('an orchestrator fails that %s', async (name) => {
    const { run } = await startTestHost({ orchestrators: { ...strays, behaves } }, { strict: true });

    const ended = await run(name);

    expect(ended.runtimeStatus).toBe('Failed');
    expect(ended.output).toContain('Strict mode: the orchestrator is not deterministic.');
  });

  test('one that takes time and ids from its context does not', async () => {
    const { run, calls } = await startTestHost({ orchestrators: { behaves } }, { strict: true });

    expect(await run('behaves')).toMatchObject({ runtimeStatus: 'Completed', output: true });
    expect(calls).toHaveLength(1);
  });

  test('what an orchestrator logs is said once for each turn', async () => {
    const { run, log } = await startTestHost(
      {
        orchestrators: {
          *talks(context) {
            context.log('begun');
            yield context.df.callActivity('echo', {});
          },
        },
      },
      { strict: true },
    );

    await run('talks');

    expect(log.filter((line) => line.category === 'user' && line.message === 'begun')).toHaveLength(2);
  });

  test('time and chance are what they were before', async () => {
    const [{ now }, { random }] = [Date, Math];
    const { run } = await startTestHost({ orchestrators: { behaves } }, { strict: true });

    await run('behaves');

    expect([Date.now, Math.random]).toEqual([now, random]);
  });
});
