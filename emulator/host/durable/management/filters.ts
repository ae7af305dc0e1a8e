import type { Instance } from '../instance.ts';

/** The filters that list and purge share: time of creation, status, beginning of the id. */
export function instanceFilter(query: URLSearchParams): (instance: Instance) => boolean {
  const from = time(query, 'createdTimeFrom');
  const to = time(query, 'createdTimeTo');
  const prefix = query.get('instanceIdPrefix') ?? '';
  const statuses = query
    .getAll('runtimeStatus')
    .flatMap((text) => text.toLowerCase().split(','))
    .filter(Boolean);
  return ({ instanceId, createdTime, status }) => {
    const created = Date.parse(createdTime);
    if (!instanceId.startsWith(prefix) || created < from || created > to) return false;
    return statuses.length === 0 || statuses.includes(status.toLowerCase());
  };
}

// Comparing with NaN is always false, so a time that is not given leaves nothing out.
const time = (query: URLSearchParams, name: string): number => Date.parse(query.get(name) ?? '');

export const isTrue = (query: URLSearchParams, name: string): boolean => query.get(name)?.toLowerCase() === 'true';
export const isFalse = (query: URLSearchParams, name: string): boolean => query.get(name)?.toLowerCase() === 'false';
