import type { clouds } from './settings.ts';
import { partsOf } from './workspace.ts';
import type { EndpointFacts } from './world.ts';

export const languages = ['curl', 'python', 'csharp', 'javascript'] as const;
export type Language = (typeof languages)[number];

/** What somebody needs to call an endpoint from their own program. No key and no token is in it: how to get one is. */
export interface Consume {
  readonly auth: EndpointFacts['auth'];
  readonly scoringUri: string;
  /** Prints the key or the token, for whoever may have it. */
  readonly credentialCommand: string;
  readonly snippets: Readonly<Partial<Record<Language, string>>>;
}

export interface Consumed {
  readonly workspaceId: string;
  readonly endpoint: Pick<EndpointFacts, 'name' | 'auth'> & { readonly scoringUri: string };
  readonly cloud: Pick<(typeof clouds)[keyof typeof clouds], 'scoringScope'>;
  /** A request that the endpoint understands. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly wanted?: Language;
}

/** The programs read the credential from here: it must not stand in their text. */
const variable = 'ENDPOINT_CREDENTIAL';

export function consumeOf({ workspaceId, endpoint, cloud, request, wanted }: Consumed): Consume {
  const credentialCommand = commandFor(workspaceId, endpoint, cloud);
  const snippets = languages
    .filter((language) => wanted === undefined || language === wanted)
    .map((language) => [language, writers[language](endpoint.scoringUri, request, credentialCommand)]);
  const { auth, scoringUri } = endpoint;
  return { auth, scoringUri, credentialCommand, snippets: Object.fromEntries(snippets) };
}

/** Source: `az ml online-endpoint get-credentials`, `az account get-access-token`. */
function commandFor(workspaceId: string, { name, auth }: Consumed['endpoint'], cloud: Consumed['cloud']): string {
  if (auth === 'aad_token') {
    const resource = cloud.scoringScope.replace(/\/\.default$/, '');
    return `az account get-access-token --resource ${resource} --query accessToken --output tsv`;
  }
  const { subscriptionId, resourceGroup, name: workspace } = partsOf(workspaceId);
  const place = `--name ${name} --workspace-name ${workspace} --resource-group "${resourceGroup}" --subscription ${subscriptionId}`;
  const part = auth === 'key' ? 'primaryKey' : 'accessToken';
  return `az ml online-endpoint get-credentials ${place} --query ${part} --output tsv`;
}

type Writer = (uri: string, request: Readonly<Record<string, unknown>>, command: string) => string;

const json = (request: object) => JSON.stringify(request, undefined, 2);
/** For a line of comment: a line break would end it. */
const line = (text: string) => text.replace(/[\r\n\u2028\u2029]+/g, ' ');

const curl: Writer = (uri, request, command) => `export ${variable}="$(${line(command)})"
curl --fail-with-body '${shellText(uri)}' \\
  --header "Authorization: Bearer $${variable}" \\
  --header 'Content-Type: application/json' \\
  --data '${shellText(json(request))}'
`;

const shellText = (text: string) => text.replaceAll("'", `'\\''`);

const python: Writer = (uri, request, command) => `# export ${variable}="$(${line(command)})"
import json
import os
import urllib.request

request = json.loads(${jsonText(JSON.stringify(request))})
call = urllib.request.Request(
    ${jsonText(uri)},
    data=json.dumps(request).encode("utf-8"),
    headers={
        "Authorization": "Bearer " + os.environ["${variable}"],
        "Content-Type": "application/json",
    },
)
with urllib.request.urlopen(call) as answer:
    print(answer.read().decode("utf-8"))
`;

/** A text in quotes, in plain ASCII: the same in Python, C# and JavaScript. */
const jsonText = (text: string) =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const csharp: Writer = (uri, request, command) => `// export ${variable}="$(${line(command)})"
using System.Net.Http.Headers;
using System.Text;

using var client = new HttpClient();
client.DefaultRequestHeaders.Authorization =
    new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable("${variable}"));
var request = ${jsonText(JSON.stringify(request))};
using var content = new StringContent(request, Encoding.UTF8, "application/json");
using var answer = await client.PostAsync(${jsonText(uri)}, content);
Console.WriteLine(await answer.Content.ReadAsStringAsync());
answer.EnsureSuccessStatusCode();
`;

const javascript: Writer = (uri, request, command) => `// export ${variable}="$(${line(command)})"
const request = JSON.parse(${jsonText(JSON.stringify(request))});
const answer = await fetch(${jsonText(uri)}, {
  method: 'POST',
  headers: { authorization: \`Bearer \${process.env.${variable}}\`, 'content-type': 'application/json' },
  body: JSON.stringify(request),
});
if (!answer.ok) throw new Error(\`\${answer.status}: \${await answer.text()}\`);
console.log(await answer.text());
`;

const writers: Readonly<Record<Language, Writer>> = { curl, python, csharp, javascript };
