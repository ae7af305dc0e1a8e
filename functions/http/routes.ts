import { getRelease } from './get-release.ts';
import { listReleases } from './list-releases.ts';
import { postCommand } from './post-command.ts';
import { postRelease } from './post-release.ts';
import { postRollBack } from './post-roll-back.ts';
import type { Route } from './route.ts';

/** The HTTP API: every operation, on one page. */
export const routes: readonly Route[] = [
  { name: 'postRelease', method: 'POST', path: 'releases', answer: postRelease },
  { name: 'listReleases', method: 'GET', path: 'releases', answer: listReleases },
  { name: 'getRelease', method: 'GET', path: 'releases/{id}', answer: getRelease },
  { name: 'postCommand', method: 'POST', path: 'releases/{id}/commands', answer: postCommand },
  { name: 'postRollBack', method: 'POST', path: 'endpoints/{name}/roll-back', answer: postRollBack },
];
