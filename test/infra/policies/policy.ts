import type { Deployed } from '../../../infra/check/check.ts';
import type { Resource } from '../../../infra/check/land.ts';
import type { Plain } from '../../../infra/check/values.ts';

/** A rule that what is made in Azure must keep. It finds what breaks it. */
export interface Policy {
  readonly name: string;
  readonly find: (deployed: Deployed) => readonly string[];
}

export const policy = (name: string, find: Policy['find']): Policy => ({ name, find });

/** The resources of a type, whatever its version. */
export const ofType = ({ resources }: Pick<Deployed, 'resources'>, type: string): readonly Resource[] =>
  resources.filter((each) => each.type.split('@')[0]?.toLowerCase() === type.toLowerCase());

/** What stands at a path of a body: `properties.networkAcls.bypass`. */
export function at(of: Resource | Plain | undefined, path: string): Plain | undefined {
  const start = (typeof of === 'object' && 'body' in of ? of.body : of) as Plain | undefined;
  return path.split('.').reduce<Plain | undefined>((value, name) => {
    return typeof value === 'object' ? (value as Readonly<Record<string, Plain>>)[name] : undefined;
  }, start);
}

export const textAt = (of: Resource | Plain | undefined, path: string): string => {
  const found = at(of, path);
  return found === undefined ? '' : String(found);
};

export const listAt = (of: Resource | Plain | undefined, path: string): readonly Plain[] => {
  const found = at(of, path);
  return Array.isArray(found) ? found : [];
};

/** A rule that some properties of all resources of a type have these values. */
export const fixed = (type: string, wanted: Readonly<Record<string, Plain>>): Policy =>
  policy(`every ${type} is made as it must be`, (deployed) => {
    const found = ofType(deployed, type);
    const wrong = found.flatMap((each) =>
      Object.entries(wanted)
        .filter(([path, value]) => JSON.stringify(at(each, path)) !== JSON.stringify(value))
        .map(([path]) => `${path} of ${each.name} is ${JSON.stringify(at(each, path))}`),
    );
    return found.length === 0 ? [`there is no ${type}`] : wrong;
  });

export const differences = (what: string, found: Iterable<string>, wanted: Iterable<string>): string[] => {
  const [has, needs] = [new Set(found), new Set(wanted)];
  return [
    ...[...has].filter((each) => !needs.has(each)).map((each) => `${what}: ${each} is too much`),
    ...[...needs].filter((each) => !has.has(each)).map((each) => `${what}: ${each} is missing`),
  ];
};
