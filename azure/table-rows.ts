import type { TableClient, TableEntity, TableEntityResult } from '@azure/data-tables';
import { isStatus } from './table-values.ts';

export type Row = TableEntityResult<Record<string, unknown>>;
export type Properties = Readonly<Record<string, string | number | boolean>>;

export async function findRow(table: TableClient, partitionKey: string, rowKey: string): Promise<Row | undefined> {
  try {
    return await table.getEntity<Record<string, unknown>>(partitionKey, rowKey);
  } catch (problem) {
    if (isStatus(problem, 404)) return undefined;
    throw problem;
  }
}

/** False when a row of this key is there already. */
export async function insertRow(table: TableClient, row: TableEntity<Record<string, unknown>>): Promise<boolean> {
  try {
    await table.createEntity(row);
    return true;
  } catch (problem) {
    if (isStatus(problem, 409)) return false;
    throw problem;
  }
}

/** What is not there is removed already. */
export async function removeRow(table: TableClient, partitionKey: string, rowKey: string): Promise<void> {
  try {
    await table.deleteEntity(partitionKey, rowKey);
  } catch (problem) {
    if (!isStatus(problem, 404)) throw problem;
  }
}

const mostTries = 20;

/**
 * Changes a row as it was read, and begins anew when somebody else has changed it meanwhile, so that no change is lost.
 * `change` says `undefined` when there is nothing to do.
 */
export async function changeRow(
  table: TableClient,
  partitionKey: string,
  rowKey: string,
  change: (row: Row) => Properties | undefined,
): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const row = await findRow(table, partitionKey, rowKey);
    const changed = row && change(row);
    if (!row || !changed || (await merged(table, row, changed))) return;
  }
  throw new Error('changed-meanwhile: a row was changed by others at every try');
}

async function merged(table: TableClient, row: Row, changed: Properties): Promise<boolean> {
  const { partitionKey, rowKey, etag } = row;
  if (partitionKey === undefined || rowKey === undefined) return false;
  try {
    await table.updateEntity({ partitionKey, rowKey, ...changed }, 'Merge', { etag });
    return true;
  } catch (problem) {
    if (isStatus(problem, 412)) return false;
    // Removed meanwhile: nothing is left to change.
    if (isStatus(problem, 404)) return true;
    throw problem;
  }
}

export const textOf = (row: Row, name: string): string | undefined => {
  const value = row[name];
  return typeof value === 'string' ? value : undefined;
};
