import { HttpRequest } from '@azure/functions';
import type { Role } from '../../domain/sign-in.ts';
import type { World } from '../../domain/world.ts';
import { testClock } from '../../emulator/clock.ts';
import { guarded } from '../../functions/http/guard.ts';
import { routes } from '../../functions/http/routes.ts';
import { type Memory, memoryWorld, usual } from './memory-world.ts';
import { audience, tenant, tokenOf, tokensOfTenant } from './tenant.ts';

/** A request to one operation of the API. */
export interface Ask {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: unknown;
  readonly form?: FormData;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  json<T = Record<string, unknown>>(): T;
}

/** The API in process, with a World of memory, behind the sign-in of a tenant. */
export interface Api {
  readonly world: World;
  readonly memory: Memory;
  /** Orchestrations that were woken. */
  readonly woken: string[];
  readonly clock: { advance(milliseconds: number): void };
  /** Asks as somebody with the roles; `undefined`: without saying who. */
  ask(operation: string, ask?: Ask, roles?: readonly Role[] | undefined, oid?: string): Promise<Answered>;
}

export const everyRole: readonly Role[] = ['Read', 'Write', 'Approve'];

export function startApi(replaced: Partial<World> = {}): Api {
  const clock = testClock();
  const now = () => new Date(clock.now());
  const settings = { ...usual('settings'), FLOWFERRY_TENANT: tenant, FLOWFERRY_AUDIENCE: audience };
  const { world, memory } = memoryWorld(clock, { settings, tokens: tokensOfTenant(now), ...replaced });
  const woken: string[] = [];
  const client = {
    async startNew(_: string, { instanceId }: { instanceId: string }) {
      woken.push(instanceId);
      return instanceId;
    },
  };
  return {
    world,
    memory,
    woken,
    clock,
    async ask(operation, ask = {}, ...[roles = everyRole, oid = 'oid-of-ada']) {
      return await send(operation, ask, await headersOf(ask, roles, oid));
    },
  };

  async function headersOf({ headers }: Ask, roles: readonly Role[], oid: string) {
    const token = await tokenOf(now(), { roles, claims: { oid, preferred_username: `${oid}@example.com` } });
    return { authorization: `Bearer ${token}`, ...headers };
  }

  async function send(operation: string, ask: Ask, headers: Record<string, string>): Promise<Answered> {
    const route = routes.find(({ name }) => name === operation);
    if (!route) throw new Error(`there is no operation ${operation}`);
    const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ask.params?.[name] ?? ''));
    const url = new URL(`https://flowferry.example/api/${path}`);
    for (const [name, value] of Object.entries(ask.query ?? {})) url.searchParams.set(name, value);
    const sent = await bodyOf(ask);
    const request = new HttpRequest({
      method: route.method,
      url: url.href,
      params: { ...ask.params },
      query: { ...ask.query },
      headers: { ...sent.headers, ...headers },
      ...(sent.bytes && route.method !== 'GET' ? { body: { bytes: sent.bytes } } : {}),
    });
    const log = { log: () => undefined, error: () => undefined };
    const {
      status = 200,
      jsonBody,
      body,
      headers: answered,
    } = await guarded(world, route)(request, {
      log,
      client: () => client as never,
    });
    const text = jsonBody === undefined ? String(body ?? '') : JSON.stringify(jsonBody);
    return { status, headers: new Headers(answered as Record<string, string>), text, json: () => JSON.parse(text) };
  }
}

async function bodyOf({ form, body }: Ask): Promise<{ bytes?: Uint8Array; headers: Record<string, string> }> {
  if (form) {
    const encoded = new Response(form);
    const type = encoded.headers.get('content-type') ?? '';
    return { bytes: new Uint8Array(await encoded.arrayBuffer()), headers: { 'content-type': type } };
  }
  if (body === undefined) return { headers: {} };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { bytes: new TextEncoder().encode(text), headers: { 'content-type': 'application/json' } };
}
