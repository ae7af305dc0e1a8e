import { describeAnnouncementsContract } from '../azure/announcements-contract.ts';
import { describeEndpointNotesContract } from '../azure/endpoint-notes-contract.ts';
import { describeIntentsContract } from '../azure/intents-contract.ts';
import { describeReleasesContract } from '../azure/releases-contract.ts';
import { describeStepsContract } from '../azure/steps-contract.ts';
import { notesOf } from './memory-stores.ts';
import { memoryWorld } from './memory-world.ts';

const world = () => memoryWorld({ now: () => 0 }).world;

// The stand-in that other tests rely on keeps the promises of what it stands in for.
describeReleasesContract('memory', () => world().releases);
describeStepsContract('memory', () => world().releases);
describeIntentsContract('memory', () => world().intents);
describeAnnouncementsContract('memory', () => world().announcements);
describeEndpointNotesContract('memory', () => notesOf(new Map()));
