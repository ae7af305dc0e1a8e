import { withoutSecrets } from '../domain/secrets.ts';

/** What an activity, a trigger or a page needs of the host's context: a place for log lines. */
export interface Log {
  log(...args: unknown[]): void;
  error(...args: unknown[]): void;
}

/** One structured line per event. Names and fields are listed in docs/operations.md; values are never secrets. */
export interface LogEvent {
  readonly event:
    | 'step'
    | 'activity'
    | 'accepted'
    | 'turned away'
    | 'gate'
    | 'not ended'
    | 'nudged'
    | 'poison'
    | 'resync'
    | 'not done'
    | 'not sent'
    | 'regressed'
    | 'page'
    | 'unmeasured'
    | 'not in the audit'
    | 'leftover'
    | 'idle'
    | 'purged';
  readonly [field: string]: string | number | boolean | undefined;
}

/** Whatever looks like a secret is left out, however it got there. */
export const write = (log: Log, event: LogEvent): void => {
  const fields = Object.entries(event).map(([name, value]) => [
    name,
    typeof value === 'string' ? withoutSecrets(value) : value,
  ]);
  log.log(JSON.stringify(Object.fromEntries(fields)));
};
