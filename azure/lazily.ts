type Answer = Promise<unknown> | AsyncIterable<unknown>;
type Port<P> = { readonly [K in keyof P]: (...given: never) => Answer };
type Streams<P> = { [K in keyof P]: P[K] extends (...given: never) => AsyncIterable<unknown> ? K : never }[keyof P];

/**
 * A port whose module, and the SDK behind that, is loaded when it is first asked for something: a function that needs
 * little starts soon. `streams` are the methods that answer one thing after the other instead of a promise.
 */
export function lazily<P extends Port<P>>(make: () => Promise<P>, ...streams: readonly Streams<P>[]): P {
  const made = once(make);
  const method = async (name: keyof P) => (await made())[name] as unknown as (...given: unknown[]) => Answer;
  const ask = (name: keyof P) => {
    // Whoever awaits the port itself must not take it for a promise.
    if (typeof name === 'symbol' || name === 'then') return undefined;
    if (!streams.includes(name as Streams<P>)) return async (...given: unknown[]) => (await method(name))(...given);
    return async function* (...given: unknown[]) {
      yield* (await method(name))(...given) as AsyncIterable<unknown>;
    };
  };
  return new Proxy({} as P, { get: (_, name) => ask(name as keyof P) });
}

/** Makes something when it is first asked for, and once; what could not be made is tried again the next time. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    if (made !== undefined) return made;
    const making = make();
    made = making;
    making.catch(() => {
      made = undefined;
    });
    return making;
  };
}
