import type { TokenCredential } from '@azure/identity';
import { clouds, type Settings } from '../domain/settings.ts';
import { once } from './lazily.ts';

/** Who the app is. What it signs in with is loaded with the first token. */
export function credentialFor(settings: Settings): TokenCredential {
  if (settings.FLOWFERRY_EMULATOR) return emulatedCredential;
  const identity = once(() => identityFor(settings));
  return { getToken: async (scopes, options) => await (await identity()).getToken(scopes, options) };
}

/** The app's user-assigned identity if it has one, else whatever the machine signs in with. */
export async function identityFor(settings: Settings): Promise<TokenCredential> {
  const { DefaultAzureCredential, ManagedIdentityCredential } = await import('@azure/identity');
  const authorityHost = clouds[settings.FLOWFERRY_CLOUD].authority;
  const clientId = settings.AZURE_CLIENT_ID;
  return clientId
    ? new ManagedIdentityCredential({ clientId, authorityHost })
    : new DefaultAzureCredential({ authorityHost });
}

/** Tokens that say what they are for, so that the emulated Azure can refuse the wrong one. */
const emulatedCredential: TokenCredential = {
  getToken: (scopes) =>
    Promise.resolve({ token: `tok:${[scopes].flat().join(' ')}`, expiresOnTimestamp: Date.now() + 3_600_000 }),
};
