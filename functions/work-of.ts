import type { ActivityContract } from '../domain/contract.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Work } from './tell.ts';

/** The function that a contract asks for. */
export type WorkOf<C> = C extends ActivityContract<infer I, infer O> ? (input: I) => Promise<Outcome<O>> : never;

/** The same for an activity that has more to log than how it ended. */
export type LoggingWorkOf<C> = C extends ActivityContract<infer I, infer O> ? Work<I, O> : never;
