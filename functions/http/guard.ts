import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { done, type Outcome, refused } from '../../domain/outcome.ts';
import { type Caller, holds, nobody, type Role } from '../../domain/sign-in.ts';
import type { World } from '../../domain/world.ts';
import { type Log, write } from '../log.ts';
import { audit } from './audit.ts';
import { problem } from './problem.ts';
import { readRequest } from './read-request.ts';
import type { Call, Route } from './route.ts';
import { signIn } from './sign-in.ts';

/** What every operation has in common: who asks, whether they may, whether the request is in order, and trouble. */
export function guarded(world: World, route: Route): (request: HttpRequest, call: Call) => Promise<HttpResponseInit> {
  const handle = route.handle(world);
  return async (request, call) => {
    try {
      const caller = await letIn(world, route, request);
      if (caller.kind === 'refused') return turnAway(route, caller.fault, call.log);
      const answer = await answerTo(caller.value, request, call);
      await audit(world, route, caller.value, answer.read, answer.given, call.log);
      return answer.given;
    } catch (error) {
      return troubled(route, error, call.log);
    }
  };

  async function answerTo(caller: Caller, request: HttpRequest, call: Call) {
    if (!mayAsk(caller, route))
      return { read: { params: request.params }, given: problem(notAllowed(caller, route.roles).fault) };
    const read = await readRequest(route, request);
    if (read.kind === 'refused') return { read: { params: request.params }, given: problem(read.fault) };
    const asked = { ...read.value, ...call, caller, request };
    const given = await handle(asked).catch((error: unknown) => troubled(route, error, call.log));
    return { read: read.value, given };
  }
}

const mayAsk = (caller: Caller, { roles }: Route): boolean =>
  roles === 'anyone' || roles.some((role) => holds(caller, role));

const letIn = async (world: World, { roles }: Route, request: HttpRequest): Promise<Outcome<Caller>> =>
  roles === 'anyone' ? done(nobody) : await signIn(world, request);

/** Signed in, and without the role that it takes. */
export const notAllowed = ({ name }: Caller, needed: readonly Role[] | 'anyone') =>
  refused(
    'not-allowed',
    `${name} may not do this.`,
    `It takes the app role ${[needed]
      .flat()
      .map((role) => `Flowferry.${role}`)
      .join(' or ')}; an administrator of the app registration gives it.`,
  );

function turnAway(route: Route, fault: Parameters<typeof problem>[0], log: Log): HttpResponseInit {
  write(log, { event: 'turned away', fault: fault.slug, operation: route.name });
  return problem(fault);
}

/** Nothing of an error goes out but that there was one: its text may speak of what the caller must not know. */
function troubled(route: Route, error: unknown, log: Log): HttpResponseInit {
  const text = error instanceof Error ? error.message : String(error);
  log.error(`${route.name}: ${text}`);
  const isPassing = /^[a-z-]+: could not /.test(text);
  const { fault } = isPassing
    ? refused('unavailable', 'Something that Flowferry needs does not answer at the moment.', 'Try again in a minute.')
    : refused('unexpected', 'Flowferry could not answer.', 'Look into its log, and report what it says.');
  return problem(fault);
}
