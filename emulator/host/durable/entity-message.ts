import { randomUUID } from 'node:crypto';

export interface EntityRef {
  readonly name: string;
  readonly key: string;
}

/** A message to an entity, under the short names that the SDK reads back from the EventSent event. */
export interface EntityMessage {
  readonly id: string;
  readonly op?: string;
  /** JSON text. */
  readonly input?: string;
  readonly signal?: boolean;
  /** Who is answered: the orchestration, and the execution of it that asked. */
  readonly parent?: string;
  readonly parentExecution?: string;
  /** A request for locks travels from entity to entity in sorted order; `pos` is how far it has come. */
  readonly lockset?: readonly EntityRef[];
  readonly pos?: number;
  readonly release?: boolean;
}

export interface EntityState {
  readonly exists: boolean;
  /** JSON text. */
  readonly state?: string;
  /** The orchestration that holds the lock: others wait. */
  readonly lockedBy?: string;
  /** Messages that came while the entity was locked for another. */
  readonly waiting: readonly EntityMessage[];
  readonly lastOperationTime?: string;
}

/** `@name@key`. The name's case does not count, the key's does. */
export const entityIdOf = ({ name, key }: EntityRef): string => `@${name.toLowerCase()}@${key}`;

export function entityRefOf(entityId: string): EntityRef {
  const at = entityId.indexOf('@', 1);
  return { name: entityId.slice(1, at), key: entityId.slice(at + 1) };
}

/** A signal: an operation that nobody waits for. */
export const signal = (op: string, input: string | undefined, parent?: string): EntityMessage => ({
  id: randomUUID(),
  op,
  signal: true,
  ...(input === undefined ? {} : { input }),
  ...(parent === undefined ? {} : { parent }),
});
