import type { SystemRequest, SystemResponse } from '../../http/system-request.ts';
import type { ManagementContext } from './context.ts';
import { instanceFilter, isFalse } from './filters.ts';
import { showInstance } from './instance-shown.ts';

const pageLength = 100;

/** GET instances: in pages, the next of which is asked for with the token of the one before. */
export function listInstances(context: ManagementContext, { query, headers }: SystemRequest): SystemResponse {
  const isMatch = instanceFilter(query);
  const length = Math.max(1, Number(query.get('top')) || pageLength);
  const first = readToken(headers['x-ms-continuation-token']);
  const found = [...context.durable.runtime.state.rows.values()].map((row) => row.instance).filter(isMatch);
  const page = found.slice(first, first + length);
  const isLast = first + length >= found.length;
  return {
    status: 200,
    ...(isLast ? {} : { headers: { 'x-ms-continuation-token': writeToken(first + length) } }),
    body: page.map((instance) => showInstance(instance, !isFalse(query, 'showInput'))),
  };
}

const writeToken = (position: number): string => Buffer.from(String(position)).toString('base64');
const readToken = (token: string | undefined): number => Number(Buffer.from(token ?? '', 'base64').toString()) || 0;
