/** Names the folder that holds a journal of exchanges for every test file of a run. */
export const folderVariable = 'FLOWFERRY_EXCHANGES_FOLDER';

/** Where the journals of this run are: set for the whole run before any test file is looked at. */
export function journalFolder(): string {
  const folder = process.env[folderVariable];
  if (folder === undefined) throw new Error(`${folderVariable} is not set: vitest runs without its global setup.`);
  return folder;
}
