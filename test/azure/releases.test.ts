import { createReleases } from '../../azure/releases.ts';
import { appStorageOfThisFile } from './app-storage-fixture.ts';
import { describeReleasesContract } from './releases-contract.ts';
import { describeStepsContract } from './steps-contract.ts';

const storage = appStorageOfThisFile();

describeReleasesContract('Azure Table storage', () => createReleases(storage()));
describeStepsContract('Azure Table storage', () => createReleases(storage()));
