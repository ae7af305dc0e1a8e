import type { TypedData } from './core-protocol.ts';

/** A value as the host hands it to a function. */
export function toTypedData(value: unknown): TypedData | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return { string: value };
  if (value instanceof Uint8Array) return { bytes: value };
  return { json: JSON.stringify(value) };
}

/** What a function returned or wrote to an output: JSON is parsed, text and bytes stay what they are, nothing is null. */
export function fromTypedData(data: TypedData | null | undefined): unknown {
  if (!data) return null;
  if (data.json !== undefined && data.json !== null) return JSON.parse(data.json);
  return data.string ?? data.bytes ?? data.int ?? data.double ?? null;
}
