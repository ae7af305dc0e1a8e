import type { IncomingHttpHeaders } from 'node:http';

/** Who asks, as the bearer token says: tokens of this emulator read `tok:<scope>` or `tok:<scope>#<principal id>`. */
export interface Caller {
  readonly scope: string | undefined;
  readonly principalId: string | undefined;
}

/** A request as an operation sees it: host restored, path without doubled slashes, body read. */
export interface AzureRequest {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** The JSON of the body; undefined when there is none or it is not JSON. */
  readonly body: unknown;
  readonly caller: Caller;
  readonly requestId: string;
}

/** What an operation answers: JSON in `body`, or anything else in `content`. */
export interface AzureAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly content?: Uint8Array | string | AsyncIterable<Uint8Array | string>;
}

export interface ErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
}

export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): AzureAnswer => ({
  status,
  body,
  headers,
});

export const noContent = (status = 204, headers: Readonly<Record<string, string>> = {}): AzureAnswer => ({
  status,
  headers,
});

/** The error envelope of Azure Resource Manager (ErrorResponse of the common types). */
export const azureError = (
  status: number,
  code: string,
  message: string,
  details: readonly ErrorDetail[] = [],
): AzureAnswer => json(status, { error: { code, message, ...(details.length > 0 && { details }) } });

export type JsonObject = { readonly [key: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object under a key, empty when there is none: bodies come from outside. */
export function objectAt(value: unknown, ...keys: readonly string[]): JsonObject {
  const found = keys.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), value);
  return isObject(found) ? found : {};
}

export const textAt = (value: unknown, key: string): string | undefined => {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === 'string' ? found : undefined;
};
