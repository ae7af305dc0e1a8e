/** What is in the workspace, asked of Azure's own API as anybody with the right to read it could. */
export function workspaceView(azure: { readonly url: string; readonly workspace: { readonly id: string } }) {
  const ask = async (host: string, path: string, scope: string, init: RequestInit = {}): Promise<Response> =>
    await fetch(`${azure.url}${path}`, {
      ...init,
      headers: {
        'x-forwarded-host': host,
        authorization: `Bearer tok:${scope}`,
        'content-type': 'application/json',
        ...init.headers,
      },
    });
  const arm = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const answer = await ask('management.azure.com', path, 'https://management.azure.com/.default', init);
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const workspace = azure.workspace.id;
  const version = 'api-version=2024-10-01';
  const names = async (path: string): Promise<string[]> =>
    (await arm<Listed<{ name: string }>>(`${workspace}/${path}?${version}`)).value.map((each) => each.name);

  return {
    async assets(kind: 'models' | 'environments'): Promise<string[]> {
      const all = await names(kind);
      const versions = await Promise.all(
        all.map(async (name) => [name, await names(`${kind}/${name}/versions`)] as const),
      );
      return versions.flatMap(([name, list]) => list.map((each) => `${name}:${each}`));
    },
    async endpoint(name: string): Promise<EndpointView> {
      return await arm(`${workspace}/onlineEndpoints/${name}?${version}`);
    },
    deployments: (endpoint: string) => names(`onlineEndpoints/${endpoint}/deployments`),
    async roles(principalId: string): Promise<GrantedRole[]> {
      const provider = 'providers/Microsoft.Authorization';
      const filter = encodeURIComponent(`principalId eq '${principalId}'`);
      const subscription = workspace.split('/').slice(0, 3).join('/');
      const list = await arm<Listed<{ properties: { roleDefinitionId: string; scope: string; description?: string } }>>(
        `${subscription}/${provider}/roleAssignments?api-version=2022-04-01&$filter=${filter}`,
      );
      return await Promise.all(
        list.value.map(async ({ properties }) => {
          const definition = await arm<{ properties: { roleName: string } }>(
            `${properties.roleDefinitionId}?api-version=2022-04-01`,
          );
          return { role: definition.properties.roleName, scope: properties.scope, why: properties.description ?? '' };
        }),
      );
    },
    async score(
      endpoint: EndpointView,
      body: unknown,
    ): Promise<{ status: number; deployment: string; answer: string }> {
      const keys = await arm<{ primaryKey: string }>(
        `${workspace}/onlineEndpoints/${endpoint.name}/listKeys?${version}`,
        { method: 'POST' },
      );
      const uri = new URL(endpoint.properties.scoringUri);
      const answer = await fetch(`${azure.url}${uri.pathname}`, {
        method: 'POST',
        headers: {
          'x-forwarded-host': uri.host,
          authorization: `Bearer ${keys.primaryKey}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      });
      const deployment = answer.headers.get('azureml-model-deployment') ?? '';
      return { status: answer.status, deployment, answer: await answer.text() };
    },
  };
}

/** A role that an identity has; `why` is what the assignment says of itself. */
export interface GrantedRole {
  readonly role: string;
  readonly scope: string;
  readonly why: string;
}

export interface EndpointView {
  readonly name: string;
  readonly identity: { readonly principalId: string };
  readonly properties: { readonly scoringUri: string; readonly traffic: Readonly<Record<string, number>> };
}

interface Listed<T> {
  readonly value: readonly T[];
}
