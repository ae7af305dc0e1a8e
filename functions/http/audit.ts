import type { HttpResponseInit } from '@azure/functions';
import { type AuditEntry, auditOf } from '../../domain/journal.ts';
import type { Caller } from '../../domain/sign-in.ts';
import type { World } from '../../domain/world.ts';
import { type Log, write } from '../log.ts';
import type { Asked, Route } from './route.ts';

type Read = Pick<Asked, 'params' | 'body'>;

/**
 * Writes down who asked for a change, and what came of it: once the caller is known, also where they may not. What cannot be
 * written is logged, so that it is not lost; the change is made by then.
 */
export async function audit(
  world: World,
  route: Route,
  caller: Caller,
  read: Partial<Read>,
  answer: HttpResponseInit,
  log: Log,
): Promise<void> {
  if (route.method === 'GET') return;
  const entry = entryOf(world, route, caller, read, answer);
  try {
    await world.audit.add(auditOf, entry);
  } catch {
    const { by, ...rest } = entry;
    write(log, { event: 'not in the audit', ...rest, by: by.id });
  }
}

function entryOf(
  world: World,
  { name: operation }: Route,
  { id, name, kind }: Caller,
  read: Partial<Read>,
  { status = 200, jsonBody, body }: HttpResponseInit,
): AuditEntry {
  const params = textsOf(read.params);
  const sent = textsOf(read.body);
  const shown = textsOf(jsonBody);
  const release = params['id'] ?? shown['id'];
  const endpoint = params['name'] ?? shown['endpoint'];
  const said = sent['command'] ?? sent['decision'];
  const fault = status >= 400 && typeof body === 'string' ? textsOf(JSON.parse(body))['title'] : undefined;
  return {
    at: world.clock.now().toISOString(),
    operation,
    by: { id, name, kind },
    ...(release === undefined ? {} : { release: release.slice(0, 200) }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(said === undefined ? {} : { said }),
    status,
    ...(fault === undefined ? {} : { fault }),
  };
}

const textsOf = (value: unknown): Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      )
    : {};
