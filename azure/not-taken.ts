import { type Refused, refused } from '../domain/outcome.ts';

/** A channel will not have a message, however often it is sent. */
export const notTaken = (message: string): Refused =>
  refused('not-announced', message, "Check the channel's address in the app settings.");

/** In place of a value there is the reference to it, which Azure could not follow. */
export const unresolved = (what: string): Refused =>
  notTaken(`its setting holds no ${what}: the reference to the Key Vault is not resolved`);
