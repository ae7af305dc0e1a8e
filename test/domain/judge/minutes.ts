import type { Minute, SideMinute } from '../../../domain/judge/minute.ts';

export const side = (
  requests: number,
  errors = 0,
  p95Ms: number | null = 900,
  tokensPerRequest?: number,
): SideMinute => ({
  requests,
  errors,
  p95Ms,
  tokensPerRequest,
});
/** A good minute of a busy endpoint. */
export const well = { candidate: side(50), stable: side(450, 2) };
export const repeat = (minute: Minute, times: number): Minute[] => Array.from({ length: times }, () => minute);
/** Alternates, so that a rate below one error a minute can be told exactly. */
export const every = (nth: number, usual: Minute, other: Minute, times: number): Minute[] =>
  Array.from({ length: times }, (_, at) => (at % nth === nth - 1 ? other : usual));
