/** What a client of the crash app has been told, and what it still has to do. */
export interface Job {
  readonly id: string;
  readonly n: number;
  isStarted: boolean;
  isTold: boolean;
}

export interface Ended {
  readonly instanceId: string;
  readonly runtimeStatus: string;
  readonly output: unknown;
  readonly customStatus: unknown;
}

const base = 'durabletask';

const send = (method: string, url: string, body?: unknown) =>
  fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

/** Starts what is not started and tells what is not told. What was acknowledged once is never sent again. */
export async function pushOn(url: string, jobs: readonly Job[]): Promise<void> {
  for (const job of jobs.filter(({ isStarted }) => !isStarted)) {
    const input = { n: job.n, round: 0, sum: 0 };
    const response = await send('POST', `${url}/${base}/orchestrators/job/${job.id}`, input);
    // Started before, and the answer was lost with the host.
    const isThere = response.status === 500 && (await response.text()).includes('already exists');
    job.isStarted = response.status === 202 || isThere;
  }
  for (const job of jobs.filter(({ isTold }) => !isTold)) {
    if (!(await isWaitingForOutside(url, job.id))) continue;
    const response = await send('POST', `${url}/${base}/instances/${job.id}/raiseEvent/outside`, { value: job.n });
    // 410: it was told before and has ended, and the answer was lost with the host.
    job.isTold = response.status === 202 || response.status === 410;
  }
}

// Before its second round an event would be lost at continueAsNew, as in Azure.
async function isWaitingForOutside(url: string, id: string): Promise<boolean> {
  const status = (await (await send('GET', `${url}/${base}/instances/${id}`)).json()) as Ended & {
    input: { round: number };
  };
  return status.input.round === 1;
}

export async function listJobs(url: string, prefix: string): Promise<Ended[]> {
  return (await (await send('GET', `${url}/${base}/instances?instanceIdPrefix=${prefix}&top=10000`)).json()) as Ended[];
}

export async function purgeJobs(url: string, prefix: string): Promise<void> {
  await send('DELETE', `${url}/${base}/instances?createdTimeFrom=2020-01-01T00:00:00Z&instanceIdPrefix=${prefix}`);
}

export async function tallyOf(url: string, key: string): Promise<unknown> {
  const response = await send('GET', `${url}/${base}/entities/tally/${key}`);
  return response.status === 200 ? response.json() : 0;
}
