import { createIntents } from '../../azure/intents.ts';
import { appStorageOfThisFile } from './app-storage-fixture.ts';
import { describeIntentsContract } from './intents-contract.ts';

const storage = appStorageOfThisFile();

describeIntentsContract('Azure Table storage', () => createIntents(storage()));
