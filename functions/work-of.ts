import type { ActivityContract } from '../domain/contract.ts';
import type { Work } from './tell.ts';

/** The function that a contract asks for. */
export type WorkOf<C> = C extends ActivityContract<infer I, infer O> ? Work<I, O> : never;
