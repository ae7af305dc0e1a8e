import { accessPolicies } from './access.ts';
import { alertPolicies } from './alerts.ts';
import { eventPolicies } from './events.ts';
import { networkPolicies } from './network.ts';
import type { Policy } from './policy.ts';
import { rightsPolicies } from './rights.ts';
import { secretPolicies } from './secrets.ts';
import { settingPolicies } from './settings.ts';

/** Every rule that what is made in Azure must keep. */
export const policies: readonly Policy[] = [
  ...secretPolicies,
  ...accessPolicies,
  ...rightsPolicies,
  ...eventPolicies,
  ...settingPolicies,
  ...alertPolicies,
  ...networkPolicies,
];
