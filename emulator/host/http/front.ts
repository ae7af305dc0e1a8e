import { type SystemLog, textOf } from '../log.ts';
import { handleRequest, type RoutingContext } from './routing.ts';
import { listen, type RunningServer, sendSystemResponse } from './server.ts';

/** The host's address. It is known before the app is loaded; until then callers are told to come again. */
export interface Front extends RunningServer {
  open(context: RoutingContext): void;
}

export async function openFront(port: number, log: SystemLog): Promise<Front> {
  let context: RoutingContext | undefined;
  const server = await listen(
    port,
    async (request, response, url) => {
      if (context) await handleRequest(context, request, response, url);
      else sendSystemResponse(response, { status: 503, headers: { 'retry-after': '1' } });
    },
    (error, where) => log('error', `${where}: ${textOf(error)}`),
  );
  return {
    ...server,
    open: (ready) => {
      context = ready;
    },
  };
}
