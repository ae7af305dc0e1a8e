import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import type * as z from 'zod';
import type { Caller, Role } from '../../domain/sign-in.ts';
import type { World } from '../../domain/world.ts';
import type { Log } from '../log.ts';

/** One operation of the HTTP API: what the host, the guard and the OpenAPI document know of it. */
export interface Route<P = unknown, Q = unknown, B = unknown> {
  /** Unique: the function's name in the host, and the operation's id for callers. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** Below `/api/`, in the host's syntax: `releases/{id}`. */
  readonly path: string;
  /** What it does, in a few words. */
  readonly summary: string;
  /** One of these is needed; `anyone` need not even sign in. */
  readonly roles: readonly Role[] | 'anyone';
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  /** The JSON that is sent along. */
  readonly body?: z.ZodType<B>;
  /** What else may be sent along, by content type. The handler reads it itself. */
  readonly otherBodies?: Readonly<Record<string, z.ZodType>>;
  /** Whether an `Idempotency-Key` makes it safe to ask again. */
  readonly repeatable?: boolean;
  /** What is answered when all is well, by status. */
  readonly answers: Readonly<Record<number, z.ZodType>>;
  readonly handle: (world: World) => (asked: Asked<P, Q, B>) => Promise<HttpResponseInit>;
}

/** A request that was let in, with everything in it that was checked. */
export interface Asked<P = unknown, Q = unknown, B = unknown> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly caller: Caller;
  readonly request: HttpRequest;
  readonly log: Log;
  /** Wakes orchestrations. */
  client(): DurableClient;
}

/** What the host gives besides the request. */
export type Call = Pick<Asked, 'log' | 'client'>;

/** Only for the compiler: a handler gets what the schemas beside it make. */
export const route = <P, Q, B>(made: Route<P, Q, B>): Route => made as unknown as Route;
