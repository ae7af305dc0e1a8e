/**
 * A text that must not be seen: a key, a token, a connection string, an address that is a password in itself. Whatever
 * prints it, writes it as JSON or puts it into a sentence gets a mark in its place; only `reveal` has the text.
 */
export interface Secret {
  /** For the one call that needs it. Never keep, log or return what it says. */
  reveal(): string;
  toString(): string;
  toJSON(): string;
}

const mark = '[secret]';

export function secret(text: string): Secret {
  const hidden = { reveal: () => text, toString: () => mark, toJSON: () => mark };
  // Node's console and assertions look into functions and closures otherwise.
  return Object.freeze(
    Object.assign(Object.create(null), hidden, { [Symbol.for('nodejs.util.inspect.custom')]: () => mark }),
  );
}
