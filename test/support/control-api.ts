import { ask } from './azure-client.ts';

/** Asks the control API of an emulated Azure; answers with status and body. */
export const askControl = (controlUrl: string, method: string, path: string, body?: object) =>
  ask(controlUrl, { method, path, apiVersion: null, token: null, ...(body && { body }) });
