import { notFound, type SystemRequest, type SystemResponse } from '../../http/system-request.ts';
import { hasEnded } from '../instance.ts';
import type { ManagementContext } from './context.ts';
import { isFalse, isTrue } from './filters.ts';
import { showHistory } from './history-shown.ts';
import { showInstance } from './instance-shown.ts';

/** GET instances/{id}: 202 while it runs, 200 when it has ended. */
export function showStatus(context: ManagementContext, request: SystemRequest, id: string): SystemResponse {
  const row = context.durable.runtime.state.rows.get(id);
  if (!row) return notFound;
  const { query, url } = request;
  const history = isTrue(query, 'showHistory')
    ? { historyEvents: showHistory(row.history.events(), isTrue(query, 'showHistoryOutput')) }
    : {};
  const body = { ...showInstance(row.instance, !isFalse(query, 'showInput')), ...history };
  if (!hasEnded(row.instance.status)) return { status: 202, headers: { location: url.href, 'retry-after': '5' }, body };
  const isError = row.instance.status === 'Failed' && isTrue(query, 'returnInternalServerErrorOnFailure');
  return { status: isError ? 500 : 200, body };
}
