import { type Findings, faultFound, nothingFound, together } from './findings.ts';
import type { ConnectionFacts } from './world.ts';

/** How the serving runtime signs in to each category of connection; with anything else its container crashes at start. */
const servedAuthTypes: Readonly<Record<string, readonly string[]>> = {
  AzureOpenAI: ['ApiKey', 'AAD'],
  AIServices: ['ApiKey', 'AAD'],
  CognitiveSearch: ['ApiKey', 'AAD'],
  CognitiveService: ['ApiKey'],
  Serverless: ['ApiKey'],
  OpenAI: ['ApiKey'],
  Serp: ['ApiKey'],
  CustomKeys: ['CustomKeys'],
};
/** The kinds of `CognitiveService` that the runtime has a class for. */
const servedKinds = ['Content Safety', 'Form Recognizer'];

/** What of the connections that a flow needs would keep its container from starting. */
export function findInConnections(needed: readonly string[], found: readonly ConnectionFacts[]): Findings {
  return together(
    [...new Set(needed)].map((name) => {
      const connection = found.find((each) => each.name === name);
      return connection ? findInConnection(connection) : missing(name);
    }),
  );
}

const missing = (name: string) =>
  faultFound(
    'missing-connection',
    `The workspace has no connection ${name}, which the flow needs to start.`,
    'Create it in the workspace, or name another one under "connections" in deploy.yaml.',
  );

function findInConnection({ name, category, authType, kind }: ConnectionFacts): Findings {
  const served = servedAuthTypes[category];
  if (!served) {
    return faultFound(
      'unsupported-connection',
      `The connection ${name} is of the category ${category}, which flows are not served with.`,
      `Make a connection of one of these: ${Object.keys(servedAuthTypes).join(', ')}.`,
    );
  }
  if (category === 'CognitiveService' && kind !== undefined && !servedKinds.includes(kind)) {
    return faultFound(
      'unsupported-connection',
      `The connection ${name} is of the kind ${kind}, which flows are not served with.`,
      `Make a connection of one of these kinds: ${servedKinds.join(', ')}.`,
    );
  }
  if (served.includes(authType)) return nothingFound;
  return faultFound(
    'unsupported-connection',
    `The connection ${name} (${category}) signs in by ${authType}; when served, a flow can use it by ${served.join(' or ')} only.`,
    `Change how the connection signs in, to ${served.join(' or ')}, or name another one under "connections" in deploy.yaml.`,
  );
}
