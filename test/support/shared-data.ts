import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Contract data that lies beside the repository on some machines. */
const root = join(import.meta.dirname, '../../../shared/data');

/** The path of a piece of it, or nothing where it is not; then the tests that need it say so by name. */
export function sharedData(name: string): string | undefined {
  const path = join(root, name);
  return existsSync(path) ? path : undefined;
}
