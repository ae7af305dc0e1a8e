import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import type { World } from '../../domain/world.ts';
import type { Log } from '../log.ts';

/** One operation of the HTTP API. */
export interface Route {
  /** Unique: the function's name in the host, and the operation's id for callers. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** Below `/api/`, in the host's syntax: `releases/{id}`. */
  readonly path: string;
  readonly answer: (world: World) => Answering;
}

export type Answering = (request: HttpRequest, call: Call) => Promise<HttpResponseInit>;

/** What the host gives a handler besides the request. */
export interface Call {
  readonly log: Log;
  /** Wakes orchestrations. */
  client(): DurableClient;
}
