import type * as z from 'zod';
import type { FaultSlug } from '../outcome.ts';
import { nearestKey } from './known-keys.ts';

/** One thing wrong in a manifest, in words for the person who wrote it. */
export interface ManifestProblem {
  readonly slug: FaultSlug;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

/** What the schema found, unknown keys first: a misspelt key often causes the other problems. */
export function problemsOf(issues: readonly Issue[], jsonSchema: unknown): ManifestProblem[] {
  const problems = issues.flatMap((issue) => describe(issue, jsonSchema));
  return problems.toSorted((a, b) => Number(b.slug === 'unknown-key') - Number(a.slug === 'unknown-key'));
}

function describe(issue: Issue, jsonSchema: unknown): ManifestProblem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(issue.path, key, jsonSchema));
  if (issue.code === 'invalid_union') return describeUnion(issue, jsonSchema);
  const slug = issue.code === 'custom' && issue.params?.['slug'] === 'bad-name' ? 'bad-name' : 'invalid-manifest';
  return [{ slug, path: issue.path, message: `${fieldOf(issue.path)} ${complaintOf(issue)}` }];
}

function unknownKey(path: readonly PropertyKey[], key: string, jsonSchema: unknown): ManifestProblem {
  const nearest = nearestKey(jsonSchema, path, key);
  const message = `${fieldOf([...path, key])} is not a known key${nearest ? `; did you mean ${nearest}?` : ''}`;
  return { slug: 'unknown-key', path: [...path, key], message };
}

/** Of several forms that a value may take, the one that was meant is the one whose own type fits. */
function describeUnion(issue: z.core.$ZodIssueInvalidUnion, jsonSchema: unknown): ManifestProblem[] {
  const meant = issue.errors.find((branch) => !branch.some(isWrongForm));
  if (meant) {
    return meant.flatMap((inner) => describe({ ...inner, path: [...issue.path, ...inner.path] }, jsonSchema));
  }
  const forms = issue.errors.flatMap((branch) => branch.slice(0, 1).map(complaintOf));
  return [{ slug: 'invalid-manifest', path: issue.path, message: `${fieldOf(issue.path)} ${forms.join(', or ')}` }];
}

const isWrongForm = (issue: Issue): boolean =>
  issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');

function complaintOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return 'input' in issue || !issue.message.endsWith('undefined')
        ? `must be ${formOf(issue.expected)}`
        : 'is missing';
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(', ')}`.replace(/, (?=[^,]*$)/, ' or ');
    case 'too_small':
      return `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'custom':
      return issue.message;
    default:
      return issue.message.startsWith('must ') ? issue.message : `is not valid (${issue.message})`;
  }
}

const forms: Readonly<Record<string, string>> = {
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

const formOf = (expected: string): string => forms[expected] ?? expected;

const fieldOf = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? 'The manifest' : path.map(String).join('.');
