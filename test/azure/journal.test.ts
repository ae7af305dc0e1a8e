import { createJournal } from '../../azure/journal.ts';
import { journalOf } from '../support/memory-journal.ts';
import { appStorageOfThisFile } from './app-storage-fixture.ts';
import { describeJournalContract } from './journal-contract.ts';

const storage = appStorageOfThisFile();
let tables = 0;

describeJournalContract('Azure Table storage', () => {
  tables += 1;
  return createJournal(storage(), `journal${tables}`);
});
describeJournalContract('the memory of the tests', () => journalOf(new Map()));
