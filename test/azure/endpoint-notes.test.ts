import { createEndpointNotes } from '../../azure/endpoint-notes.ts';
import { appStorageOfThisFile } from './app-storage-fixture.ts';
import { describeEndpointNotesContract } from './endpoint-notes-contract.ts';

const storage = appStorageOfThisFile();

describeEndpointNotesContract('Azure Table storage', () => createEndpointNotes(storage(), 'notes'));
