import type { Breach } from './breach.ts';
import { appBreaches } from './host/app.ts';
import { entityBreaches } from './host/entities.ts';
import { eventAndOutputBreaches } from './host/events-and-outputs.ts';
import { httpBreaches } from './host/http.ts';
import { limitBreaches } from './host/limits.ts';
import { managementBreaches } from './host/management.ts';
import { orchestrationBreaches } from './host/orchestrations.ts';
import { stateBreaches } from './host/state.ts';
import { timerAndQueueBreaches } from './host/timers-and-queues.ts';
import { waitingBreaches } from './host/waiting.ts';
import { threatBreaches } from './threats.ts';

/** Every table of planted breaches, by the name that `npm run breaches -- <area>` takes. */
export const areas: Readonly<Record<string, readonly Breach[]>> = {
  host: [
    ...appBreaches,
    ...httpBreaches,
    ...timerAndQueueBreaches,
    ...eventAndOutputBreaches,
    ...orchestrationBreaches,
    ...waitingBreaches,
    ...entityBreaches,
    ...managementBreaches,
    ...stateBreaches,
    ...limitBreaches,
  ],
  threats: threatBreaches,
};
