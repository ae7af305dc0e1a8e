import { type OfflinePlan, offlinePlan } from '../domain/offline-plan.ts';
import { readArchive } from '../domain/package/archive.ts';
import { settingsSchema } from '../domain/settings.ts';
import type { Output } from './output.ts';
import { planText } from './plan-text.ts';
import { readLocalPackage } from './read-package.ts';

interface PlanOptions {
  readonly json: boolean;
  readonly name?: string;
  readonly baseImage?: string;
}

/** `flowferry plan <folder or zip>`: says what a package is and what it takes to serve it, without a look at Azure. */
export async function plan(target: string, options: PlanOptions, output: Output): Promise<number> {
  const { name, zip } = await readLocalPackage(target);
  const found = await planOf(zip, options.name ?? name, options.baseImage);
  output.line(options.json ? JSON.stringify(found, undefined, 2) : planText(found));
  return found.faults.length > 0 ? 2 : 0;
}

/** What a release of this zip would find. A zip that cannot be opened has nothing but its fault. */
async function planOf(zip: Uint8Array, name: string, image: string | undefined): Promise<OfflinePlan> {
  const opened = await readArchive(zip);
  if (opened.kind === 'done') {
    return offlinePlan(opened.value, name, image ?? settingsSchema.shape.FLOWFERRY_BASE_IMAGE.parse(undefined));
  }
  const { slug, message, remedy } = opened.fault;
  const faults = [{ slug, message, remedy }];
  return {
    kind: 'unknown',
    inputs: [],
    outputs: [],
    connections: [],
    indexLookup: false,
    roles: [],
    faults,
    warnings: [],
  };
}
