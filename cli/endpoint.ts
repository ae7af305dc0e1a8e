import type { ListedEndpoint, ShownEndpoint, TestAnswer } from '../domain/api/endpoint.ts';
import type { Consume, Language } from '../domain/consume.ts';
import { describeTraffic } from '../domain/traffic.ts';
import { type ApiOptions, ask } from './api.ts';
import { describeProblem, type Output } from './output.ts';

interface EndpointOptions extends ApiOptions {
  readonly json: boolean;
  readonly workspace?: string;
}

/** `flowferry endpoints [endpoint]`: the endpoints of a workspace, or one of them with its deployments. */
export async function endpoints(name: string | undefined, options: EndpointOptions, output: Output): Promise<number> {
  const query = queryOf({ workspace: options.workspace });
  if (name === undefined) {
    type Listed = { readonly endpoints: readonly ListedEndpoint[] };
    return await show<Listed>(`/endpoints${query}`, {}, options, output, (listed) => listed.endpoints.map(lineOf));
  }
  const path = `/endpoints/${encodeURIComponent(name)}${query}`;
  return await show<ShownEndpoint>(path, {}, options, output, (shown) => [
    lineOf({ ...shown, release: shown.release?.id ?? '' }),
    ...shown.deployments.map(
      (each) => `  ${each.name}: ${each.state}, ${each.instanceCount} × ${each.instanceType}, ${each.traffic} %`,
    ),
    ...(shown.verdict ? [`  ${shown.verdict.word}: ${shown.verdict.reasons.join('; ')}`] : []),
  ]);
}

/** `flowferry consume <endpoint>`: how to call it. The key is not in it; how to get it is. */
export async function consume(
  name: string,
  options: EndpointOptions & { readonly lang?: Language },
  output: Output,
): Promise<number> {
  const query = queryOf({ workspace: options.workspace, lang: options.lang });
  const path = `/endpoints/${encodeURIComponent(name)}/consume${query}`;
  return await show<Consume>(path, {}, options, output, ({ snippets }) =>
    Object.entries(snippets).flatMap(([language, text]) => (options.lang ? [text] : [`# ${language}`, text])),
  );
}

interface TestOptions extends EndpointOptions {
  readonly request?: string;
  readonly deployment?: string;
}

/** `flowferry test <endpoint>`: sends it a request. The exit code is 2 where it answers with an error. */
export async function test(name: string, options: TestOptions, output: Output): Promise<number> {
  const { request, deployment, workspace } = options;
  const body = JSON.stringify({ ...(request ? { request: parsed(request) } : {}), deployment, workspace });
  const path = `/endpoints/${encodeURIComponent(name)}/test`;
  let status = 0;
  const code = await show<TestAnswer>(path, { method: 'POST', body }, options, output, (answer) => {
    status = answer.status;
    const by = answer.deployment === undefined ? '' : `, by ${answer.deployment}`;
    return [`${answer.status} after ${answer.latencyInSeconds.toFixed(1)} s${by}`, answer.body];
  });
  return code === 0 && status >= 400 ? 2 : code;
}

async function show<T>(
  path: string,
  init: RequestInit,
  options: EndpointOptions,
  output: Output,
  lines: (value: T) => readonly string[],
): Promise<number> {
  const answer = await ask<T>(options, path, init);
  if (answer.kind === 'refused') {
    output.error(options.json ? JSON.stringify(answer.problem) : describeProblem(answer.problem));
    return 2;
  }
  const told = lines(answer.value);
  for (const line of options.json ? [JSON.stringify(answer.value)] : told) output.line(line);
  return 0;
}

const lineOf = ({ name, state, auth, traffic, release }: Omit<ListedEndpoint, 'workspace'>): string =>
  `${name}: ${state}, ${auth}, ${describeTraffic(traffic)}${release ? ` (${release})` : ''}`;

function queryOf(wanted: Readonly<Record<string, string | undefined>>): string {
  const said = Object.entries(wanted).filter((each): each is [string, string] => each[1] !== undefined);
  return said.length === 0 ? '' : `?${new URLSearchParams(said)}`;
}

function parsed(request: string): unknown {
  try {
    return JSON.parse(request);
  } catch {
    throw new Error('--request is not JSON. Write it like this: --request \'{"question": "Why?"}\'');
  }
}
