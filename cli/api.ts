import type { Release } from '../domain/release.ts';

/** A release as the HTTP API shows it. */
export type ShownRelease = Omit<Release, 'endpoint' | 'source'> & {
  readonly endpoint?: string;
  readonly workspace?: string;
  readonly links: { readonly self: string };
};

/** How to reach the API: its address, and the function key where it asks for one. */
export interface ApiOptions {
  readonly api: string;
  readonly key?: string;
}

/** What the API refused, in its own words. */
export interface Problem {
  readonly title: string;
  readonly detail: string;
  readonly remedy: string;
  readonly place?: { readonly file: string; readonly line?: number; readonly column?: number };
}

export type Answer<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Asks the HTTP API. Everything but an answer or a refusal is thrown, in words for the person at the terminal. */
export async function ask<T>(options: ApiOptions, path: string, init: RequestInit = {}): Promise<Answer<T>> {
  const address = addressOf(options.api, path);
  const headers = new Headers(init.headers);
  if (options.key) headers.set('x-functions-key', options.key);
  const response = await fetch(address, { ...init, headers }).catch((error: unknown) => {
    throw new Error(
      `${address.origin} does not answer (${causeOf(error)}). Is Flowferry running there? Set --api or FLOWFERRY_API.`,
    );
  });
  if (response.status === 401) throw new Error(`${address.origin} asks for a key. Set --key or FLOWFERRY_KEY.`);
  const body = await response.text();
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
