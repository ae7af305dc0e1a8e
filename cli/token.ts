/** A token of whoever is signed in at this machine, for an app. Asked for once: a command lasts no hour. */
export async function tokenFor(audience: string): Promise<string> {
  // Loaded only when it is needed: it is large.
  const { DefaultAzureCredential } = await import('@azure/identity');
  const scope = `${audience.replace(/\/$/, '')}/.default`;
  const { token } = await new DefaultAzureCredential().getToken(scope).catch((error: unknown) => {
    throw new Error(`There is no token for ${audience} (${firstLine(error)}). Sign in with: az login`);
  });
  return token;
}

const firstLine = (error: unknown): string => (String(error).split('\n')[0] ?? '').slice(0, 200);
