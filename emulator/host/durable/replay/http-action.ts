import type { HttpRequest } from '../actions.ts';
import { createFuture, type Future, settle, whenSettled } from './future.ts';
import { performTimer } from './timer.ts';
import { schedule, type Walk } from './walk.ts';

/** The extension's own activity behind `callHttp`. */
export const httpActivity = 'BuiltIn::HttpActivity';

interface HttpAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request, and as long as the answer is 202 with a Location, waits and asks there. */
export function performHttp(walk: Walk, request: HttpRequest): Future {
  const done = createFuture();
  const send = (next: HttpRequest): void =>
    whenSettled(schedule(walk, { kind: 'activity', name: httpActivity, input: JSON.stringify(next) }), (result) => {
      const answer = typeof result.value === 'string' ? (JSON.parse(result.value) as HttpAnswer) : undefined;
      const location = header(answer, 'location');
      const isPending =
        answer?.statusCode === 202 && location !== undefined && next.asynchronousPatternEnabled !== false;
      if (result.failure || !isPending) return void settle(done, result.value, result.failure);
      const seconds = Number(header(answer, 'retry-after'));
      const waitInMs = seconds > 0 ? seconds * 1000 : walk.settings.httpPollIntervalInMs;
      whenSettled(performTimer(walk, walk.now + waitInMs), () =>
        send({ ...next, method: 'GET', uri: location, content: undefined }),
      );
    });
  send(request);
  return done;
}

function header(answer: HttpAnswer | undefined, name: string): string | undefined {
  return Object.entries(answer?.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}
