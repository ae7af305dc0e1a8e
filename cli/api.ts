import type { Problem } from '../domain/api/fault.ts';
import { tokenFor } from './token.ts';

/** How to reach the API: its address, and what tokens for it are made out to. */
export interface ApiOptions {
  readonly api: string;
  readonly audience?: string;
}

export type Answer<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Asks the HTTP API. Everything but an answer or a refusal is thrown, in words for the person at the terminal. */
export async function ask<T>(options: ApiOptions, path: string, init: RequestInit = {}): Promise<Answer<T>> {
  const address = addressOf(options.api, path);
  const headers = new Headers(init.headers);
  // A token is sent where nobody on the way can read it, and nowhere else.
  if (options.audience && address.protocol === 'https:') {
    headers.set('authorization', `Bearer ${await tokenFor(options.audience)}`);
  }
  const response = await fetch(address, { ...init, headers }).catch((error: unknown) => {
    throw new Error(
      `${address.origin} does not answer (${causeOf(error)}). Is Flowferry running there? Set --api or FLOWFERRY_API.`,
    );
  });
  const body = await response.text();
  if (response.status === 401 && !options.audience) {
    throw new Error(
      `${address.origin} asks who you are. Set --audience or FLOWFERRY_AUDIENCE, and sign in with: az login`,
    );
  }
  if (response.ok) return { kind: 'done', value: JSON.parse(body) as T };
  if (response.headers.get('content-type')?.includes('problem+json')) {
    return { kind: 'refused', problem: JSON.parse(body) as Problem };
  }
  throw new Error(`${address.origin} answered ${response.status}: ${body.slice(0, 300)}`);
}

function addressOf(api: string, path: string): URL {
  const address = `${api.replace(/\/$/, '')}${path}`;
  if (URL.canParse(address)) return new URL(address);
  throw new Error(
    `"${api}" is no address. Set --api or FLOWFERRY_API to one like https://my-app.azurewebsites.net/api.`,
  );
}

function causeOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? message;
}
