import type { IdleNote } from './cost.ts';
import type { Leftover } from './leftover.ts';
import type { Retirement } from './retirement.ts';
import type { GivenRole } from './roles.ts';
import type { EndpointRef } from './workspace.ts';

/** What Flowferry notes about endpoints. */
export interface Notes {
  /** Deployments that nobody will need for long, by their names. */
  readonly leftovers: EndpointNotes<Leftover>;
  /** The roles that the endpoint's identity needs, and who gave them. */
  readonly givenRoles: EndpointNotes<GivenRole>;
  readonly retirements: EndpointNotes<Retirement>;
  /** What was said and done about an endpoint that nobody uses. */
  readonly idle: EndpointNotes<IdleNote>;
}

/** Notes of one kind about endpoints, each under a name. The names of an endpoint are told apart whatever their case. */
export interface EndpointNotes<T> {
  /** In place of what stood there. */
  put(endpoint: EndpointRef, name: string, note: T): Promise<void>;
  get(endpoint: EndpointRef, name: string): Promise<T | undefined>;
  /** Those of one endpoint. */
  of(endpoint: EndpointRef): Promise<readonly T[]>;
  /** Those of all endpoints, in bounded pages. */
  all(): AsyncIterable<NoteOfEndpoint<T>>;
  remove(endpoint: EndpointRef, name: string): Promise<void>;
}
export interface NoteOfEndpoint<T> {
  readonly endpoint: EndpointRef;
  readonly note: T;
}
