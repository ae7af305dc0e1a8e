import { DefaultAzureCredential, ManagedIdentityCredential, type TokenCredential } from '@azure/identity';
import { clouds, type Settings } from '../domain/settings.ts';

/** Who the app is: its user-assigned identity if it has one, else whatever the machine signs in with. */
export function credentialFor(settings: Settings): TokenCredential {
  if (settings.FLOWFERRY_EMULATOR) return emulatedCredential;
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
