/** The part of a JSON Schema that tells which keys a mapping may have. */
interface KeySchema {
  readonly properties?: Readonly<Record<string, KeySchema>>;
  readonly additionalProperties?: KeySchema | boolean;
  readonly items?: KeySchema;
  readonly anyOf?: readonly KeySchema[];
}

/** The known key nearest to one that is not known, if any is near enough to be meant. */
export function nearestKey(schema: unknown, path: readonly PropertyKey[], unknownKey: string): string | undefined {
  const ranked = keysAt([schema as KeySchema], path)
    .map((key) => ({ key, distance: strangeness(key.toLowerCase(), unknownKey.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best && best.distance <= Math.max(2, unknownKey.length / 3) ? best.key : undefined;
}

/** One key written inside the other is as near as a slip of the pen: `timeoutSecond` for `requestTimeoutSeconds`. */
const strangeness = (known: string, written: string): number =>
  written.length > 3 && (known.includes(written) || written.includes(known)) ? 1 : distanceBetween(known, written);

function keysAt(schemas: readonly KeySchema[], path: readonly PropertyKey[]): string[] {
  const alternatives = schemas.flatMap((schema) => [schema, ...(schema.anyOf ?? [])]);
  const [step, ...rest] = path;
  if (step === undefined) return alternatives.flatMap((schema) => Object.keys(schema.properties ?? {}));
  return keysAt(
    alternatives.flatMap((schema) => childOf(schema, step)),
    rest,
  );
}

function childOf(schema: KeySchema, step: PropertyKey): KeySchema[] {
  const child =
    typeof step === 'number' ? schema.items : (schema.properties?.[String(step)] ?? schema.additionalProperties);
  return typeof child === 'object' ? [child] : [];
}

/** Levenshtein's distance: letters to add, drop or change. */
export function distanceBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
