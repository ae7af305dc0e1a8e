import { createArm } from '../../azure/arm.ts';
import { type ScriptedAnswer, type SentRequest, scriptedHttp } from './scripted-http.ts';

export const credential = {
  getToken: (scopes: string | string[]) =>
    Promise.resolve({ token: `tok:${[scopes].flat().join(' ')}`, expiresOnTimestamp: Date.now() + 3_600_000 }),
};

/** The real clients of Azure Resource Manager over a scripted wire. */
export function scriptedArm(answer: (request: SentRequest) => ScriptedAnswer | 'no answer') {
  const { client, sent } = scriptedHttp(answer);
  const options = { credential, resourceManager: 'https://management.azure.com', httpClient: client };
  return { arm: createArm(options), sent };
}
