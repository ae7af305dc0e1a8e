import type { Around } from './evaluate.ts';
import { BicepProblem, type Choice, type Deployable, type Program } from './syntax.ts';
import { isList, isReference, type Later, type Plain, type Scope, type Value } from './values.ts';

/** A resource as Azure would be asked to make it. */
export interface Resource {
  readonly id: string;
  /** With its version. */
  readonly type: string;
  readonly name: string;
  /** Id of the resource that it is an extension of, or of the group or subscription that it is in. */
  readonly scope: string;
  readonly body: { readonly [key: string]: Plain };
  /** Ids of what must be there before it: what it refers to, and what its module waits for. */
  readonly dependsOn: ReadonlySet<string>;
  readonly file: string;
  readonly line: number;
}

/** A file as Azure is asked to deploy it: under a name, in a group or a subscription. */
export interface NamedDeployment {
  readonly name: string;
  readonly scope: string;
}

/** Everything around a deployment. What is made of it is added to `resources`. */
export interface Land {
  readonly program: (file: string) => Program;
  readonly tenantId: string;
  readonly cloud: { readonly [key: string]: Value };
  /** What exists already, by id in lower case. */
  readonly existing: Readonly<Record<string, Value>>;
  readonly resources: Resource[];
  readonly deployments: NamedDeployment[];
  readonly took: (choice: Choice | Deployable, branch: boolean) => void;
  readonly asked: (what: Later & { readonly file: string; readonly line: number }) => void;
  /** Sets that are told of whatever is referred to, the innermost last. */
  readonly noting: Set<string>[];
}

/** One file, deployed once. */
export interface Deployment {
  readonly land: Land;
  readonly program: Program;
  readonly place: Scope;
  /** What the whole of it waits for. */
  readonly inherited: ReadonlySet<string>;
}

/** One resource or module of a file: for one turn of its loop, and wanted or not by its condition. */
export interface Instance {
  readonly declared: Deployable;
  readonly around: Around;
  readonly isWanted: boolean;
}

/** Notes what is referred to while something is worked out. */
export function noting<T>(land: Land, work: () => T): readonly [T, ReadonlySet<string>] {
  const noted = new Set<string>();
  land.noting.push(noted);
  try {
    return [work(), noted];
  } finally {
    land.noting.pop();
  }
}

export function note(land: Land, ids: Iterable<string>): void {
  for (const id of ids) land.noting.at(-1)?.add(id);
}

/** All that a value refers to: of one reference, or of many. */
export function idsIn(value: Value): readonly string[] {
  if (isList(value)) return value.flatMap(idsIn);
  return isReference(value) ? value.ids() : [];
}

/** Each thing is worked out once, and asks for itself nowhere on the way. */
export function once<T>(line: number, work: () => T): () => T {
  let state: { readonly made: T } | 'not yet' | 'under way' = 'not yet';
  return () => {
    if (state === 'under way') throw new BicepProblem(line, 'this refers to itself');
    if (state === 'not yet') {
      state = 'under way';
      state = { made: work() };
    }
    return state.made;
  };
}
