import { getConsume } from './get-consume.ts';
import { getDoctor } from './get-doctor.ts';
import { getEndpoint } from './get-endpoint.ts';
import { getHealth } from './get-health.ts';
import { getOpenApi } from './get-open-api.ts';
import { getPlan } from './get-plan.ts';
import { getRelease } from './get-release.ts';
import { listAudit } from './list-audit.ts';
import { listEndpoints } from './list-endpoints.ts';
import { listReleases } from './list-releases.ts';
import { listVerdicts } from './list-verdicts.ts';
import { postApproval } from './post-approval.ts';
import { postCommand } from './post-command.ts';
import { postRelease } from './post-release.ts';
import { postRestore, postRetire } from './post-retirement.ts';
import { postRetry } from './post-retry.ts';
import { postRollBack } from './post-roll-back.ts';
import { postTest } from './post-test.ts';
import type { Route } from './route.ts';

/** The HTTP API: every operation, on one page. */
export const routes: readonly Route[] = [
  postRelease,
  listReleases,
  getRelease,
  getPlan,
  listVerdicts,
  postApproval,
  postCommand,
  postRetry,
  listEndpoints,
  getEndpoint,
  postRollBack,
  postTest,
  getConsume,
  postRetire,
  postRestore,
  listAudit,
  getDoctor,
  getHealth,
  getOpenApi(() => routes),
];
