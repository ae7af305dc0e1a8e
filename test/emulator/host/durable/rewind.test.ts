import { expect, test } from 'vitest';
import { startTestHost } from '../test-host.ts';

test('runs again only what failed, also in the children', async () => {
  let isBroken = true;
  const { run, api, toEnd, calls } = await startTestHost({
    orchestrators: {
      *o(context) {
        const first: unknown = yield context.df.callActivity('echo', 'a');
        return [first, yield context.df.callSubOrchestrator('inner')];
      },
      *inner(context) {
        return yield context.df.callActivity('sometimes');
      },
    },
    activities: {
      sometimes() {
        if (isBroken) throw new Error('down');
        return 'up';
      },
    },
  });
  expect((await run('o', {}, 'one')).runtimeStatus).toBe('Failed');

  isBroken = false;
  expect((await api('POST', 'instances/one/rewind?reason=fixed')).status).toBe(202);

  expect((await toEnd('one')).output).toEqual(['a', 'up']);
  expect(calls).toEqual(['echo "a"']);
});

test('is for failed instances only', async () => {
  const { run, start, api, host } = await startTestHost({
    orchestrators: {
      *ends(context) {
        yield context.df.callActivity('echo', {});
      },
      *waits(context) {
        yield context.df.waitForExternalEvent('go');
      },
    },
  });
  await run('ends', {}, 'ended');
  await start('waits', {}, 'waiting');
  await host.idle();

  expect((await api('POST', 'instances/ended/rewind?reason=x')).status).toBe(410);
  expect((await api('POST', 'instances/waiting/rewind?reason=x')).status).toBe(412);
  expect((await api('POST', 'instances/nobody/rewind?reason=x')).status).toBe(404);
});
