import { createFleet } from '../../azure/fleet.ts';
import { usual } from '../support/memory-world.ts';
import { appStorageOfThisFile } from './app-storage-fixture.ts';
import { describeFleetContract } from './fleet-contract.ts';

const storage = appStorageOfThisFile();

describeFleetContract('Azure Table storage', () => createFleet(storage()));
describeFleetContract('the memory of the tests', () => usual('fleet'));
