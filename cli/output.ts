import type { Problem } from '../domain/api/fault.ts';

/** Where a command writes: the terminal, or a test. */
export interface Output {
  line(text: string): void;
  error(text: string): void;
}

export const terminal: Output = {
  line: (text) => console.log(text),
  error: (text) => console.error(text),
};

/** What was wrong, where, and what to do. */
export function describeProblem({ title, detail, remedy, place }: Problem): string {
  const line = place?.line === undefined ? '' : `:${place.line}${place.column === undefined ? '' : `:${place.column}`}`;
  const where = place ? `${place.file}${line}: ` : '';
  return `${where}${detail}\n  ${remedy}\n  (docs/faults.md#${title})`;
}
