import { readdirSync, readFileSync } from 'node:fs';
import { findNotKnownAtTheStart } from './at-the-start.ts';
import { type Case, cases, ownSubscription } from './cases.ts';
import { deploy } from './deployment.ts';
import type { FindInGrammar } from './grammar.ts';
import type { Land, NamedDeployment, Resource } from './land.ts';
import { allWithin, expressionsOf, findInNames } from './names.ts';
import { readProgram } from './read-program.ts';
import { findInPath, findInResource, type Snapshot } from './schema.ts';
import { BicepProblem, type Choice, type Deployable, type Finding, type Program } from './syntax.ts';
import type { Later, Value } from './values.ts';

/** The text of every Bicep file, by its path inside infra/. */
export type Files = ReadonlyMap<string, string>;

type Asked = Later & { readonly file: string; readonly line: number };

/** What a case makes in Azure. */
export interface Deployed {
  readonly case: Case;
  readonly resources: readonly Resource[];
  readonly deployments: readonly NamedDeployment[];
  readonly outputs: Readonly<Record<string, Value>>;
  /** Parts of resources that only Azure knows, and the files ask for. */
  readonly asked: readonly Asked[];
}

export interface Checked {
  readonly findings: readonly Finding[];
  /** Empty where the files cannot be deployed. */
  readonly deployed: readonly Deployed[];
}

const folder = new URL('../', import.meta.url);

export function readFiles(): Files {
  const paths = ['', 'app/'].flatMap((path) => readdirSync(new URL(path, folder)).map((file) => `${path}${file}`));
  const bicep = paths.filter((path) => path.endsWith('.bicep'));
  return new Map(bicep.map((path) => [path, readFileSync(new URL(path, folder), 'utf8')]));
}

/** Holds the files against the language, against each other and against Azure's types, in every case. */
export function check(files: Files, snapshots: ReadonlyMap<string, Snapshot>, inGrammar: FindInGrammar): Checked {
  const inSyntax = [...files].flatMap(([file, text]) => inGrammar(file, text));
  const { programs, findings } = readAll(files);
  if (programs.size < files.size || inSyntax.length > 0) return { findings: [...inSyntax, ...findings], deployed: [] };
  const taken = new Map<Choice | Deployable, Set<boolean>>();
  const results = cases.map((each) => deployCase(each, programs, taken));
  const deployed = results.flatMap((result) => ('resources' in result ? result : []));
  const problems = results.flatMap((result) => ('resources' in result ? [] : result));
  const inTypes = deployed.flatMap(({ resources, asked }) => [
    ...resources.flatMap((each) => findInResource(each, snapshots)),
    ...asked.flatMap((each) => findInPath(each, snapshots)),
  ]);
  const untaken = problems.length > 0 ? [] : [...programs.values()].flatMap((program) => findUntaken(program, taken));
  return { findings: distinct([...findings, ...problems, ...inTypes, ...untaken]), deployed };
}

/** What every case makes, for whoever needs no findings. Throws where there is one. */
export function deployAll(): readonly Deployed[] {
  const { programs } = readAll(readFiles());
  return cases.map((each) => {
    const result = deployCase(each, programs, new Map());
    if ('resources' in result) return result;
    throw new Error(`${result.file}:${result.line}: ${result.message}`);
  });
}

const known = new Map<string, { readonly program?: Program; readonly findings: readonly Finding[] }>();

/** A file is read once, however often it is checked. */
function readOnce(file: string, text: string) {
  const key = `${file}\n${text}`;
  const found = known.get(key) ?? read(file, text);
  known.set(key, found);
  return found;
}

function read(file: string, text: string): { readonly program?: Program; readonly findings: readonly Finding[] } {
  try {
    const program = readProgram(file, text);
    return { program, findings: [...findInNames(program), ...findNotKnownAtTheStart(program)] };
  } catch (problem) {
    return { findings: [toFinding(problem, file)] };
  }
}

function readAll(files: Files): { programs: ReadonlyMap<string, Program>; findings: readonly Finding[] } {
  const results = [...files].map(([file, text]) => [file, readOnce(file, text)] as const);
  const programs = new Map(results.flatMap(([file, { program }]) => (program ? [[file, program] as const] : [])));
  return { programs, findings: results.flatMap(([, { findings }]) => findings) };
}

function toFinding(problem: unknown, file: string): Finding {
  if (!(problem instanceof BicepProblem)) throw problem;
  return { file: problem.file ?? file, line: problem.line, message: problem.message };
}

const clouds = {
  AzureCloud: { login: 'https://login.microsoftonline.com/', storage: 'core.windows.net' },
  AzureUSGovernment: { login: 'https://login.microsoftonline.us/', storage: 'core.usgovcloudapi.net' },
};

function deployCase(
  of: Case,
  programs: ReadonlyMap<string, Program>,
  taken: Map<Choice | Deployable, Set<boolean>>,
): Deployed | Finding {
  const { login, storage } = clouds[of.cloud];
  const asked: Asked[] = [];
  const land: Land = {
    program: (file) => {
      const program = programs.get(file);
      if (!program) throw new BicepProblem(1, `there is no file ${file}`);
      return program;
    },
    tenantId: '88888888-8888-4888-8888-888888888888',
    cloud: { name: of.cloud, suffixes: { storage }, authentication: { loginEndpoint: login } },
    existing: of.existing,
    resources: [],
    deployments: [],
    took: (choice, branch) => taken.set(choice, (taken.get(choice) ?? new Set()).add(branch)),
    asked: (what) => asked.push(what),
    noting: [],
  };
  try {
    const outputs = deploy(land, 'main.bicep', { scope: 'subscription', id: ownSubscription }, of.parameters);
    return { case: of, resources: land.resources, deployments: land.deployments, outputs, asked };
  } catch (problem) {
    return toFinding(problem, 'main.bicep');
  }
}

/** Branches that no case takes: what stands there was not looked at. */
function findUntaken({ file, statements }: Program, taken: ReadonlyMap<unknown, ReadonlySet<boolean>>): Finding[] {
  const choices = statements
    .flatMap(expressionsOf)
    .flatMap((inner) => [...allWithin(inner)])
    .flatMap(({ expression }) => (expression.kind === 'choice' ? [expression] : []));
  const conditions = statements.filter((each) => 'condition' in each && each.condition !== undefined);
  return [...choices, ...conditions]
    .filter((each) => taken.get(each)?.size !== 2)
    .map(({ line }) => ({ file, line, message: 'no case takes both branches' }));
}

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((each) => [`${each.file}:${each.line}:${each.message}`, each])).values()];
}
