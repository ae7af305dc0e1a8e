import { createReleases } from '../../azure/releases.ts';
import { appStorageOfThisFile } from './app-storage-fixture.ts';
import { describeReleasesContract } from './releases-contract.ts';

const storage = appStorageOfThisFile();

describeReleasesContract('Azure Table storage', () => createReleases(storage()));
