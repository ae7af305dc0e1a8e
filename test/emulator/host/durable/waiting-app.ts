import { type Orchestrator, startTestHost, type TestHost } from '../test-host.ts';

/** Waits for an event, and ends with its value. */
export const waiting: Orchestrator = function* (context) {
  context.df.setCustomStatus('waiting');
  return yield context.df.waitForExternalEvent('go');
};
const failing: Orchestrator = function* (context) {
  yield context.df.callActivity('echo', {});
  throw new Error('on purpose');
};

export const startWaiting = () => startTestHost({ orchestrators: { waiting, failing } });

export async function startedAndWaiting(id = 'one'): Promise<TestHost> {
  const running = await startWaiting();
  await running.start('waiting', 'in', id);
  await running.host.idle();
  return running;
}
