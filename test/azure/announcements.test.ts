import { createAnnouncements } from '../../azure/announcements.ts';
import { describeAnnouncementsContract } from './announcements-contract.ts';
import { appStorageOfThisFile } from './app-storage-fixture.ts';

const storage = appStorageOfThisFile();

describeAnnouncementsContract('Azure Table storage', () => createAnnouncements(storage()));
