import { type Log, write } from './log.ts';

/** Calls a person: one line that an alert can wait for. Says it once, however often the same is found. */
export function tellPage(
  log: Log,
  release: { readonly releaseId: string; readonly endpoint: { readonly name: string } },
  page: string,
  before: string | undefined,
): void {
  if (saysTheSame(page, before)) return;
  write(log, { event: 'page', release: release.releaseId, endpoint: release.endpoint.name, reason: page });
}

/** The numbers of a page grow while nothing new happens. */
export const saysTheSame = (page: string, before = ''): boolean => withoutNumbers(page) === withoutNumbers(before);
const withoutNumbers = (text: string) => text.replace(/[\d.,]+/g, '#');
