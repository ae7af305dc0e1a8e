import type { diagnoseDeployment as contract } from '../../domain/contracts.ts';
import { type Diagnosis, diagnose } from '../../domain/doctor/diagnose.ts';
import { done, type Fault } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Finds out why a deployment failed, from what Azure says and what the container wrote. */
export const diagnoseDeployment =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint, deployment, fault }) => {
    const logs = await world.deployments.logs(endpoint, deployment);
    const diagnosis = diagnose({ error: fault.message, logs });
    const tryAgain = diagnosis.fix === 'retry' || diagnosis.fix === 'waitForRole';
    return done({ fault: diagnosis.class === 'unknown' ? fault : explained(fault, diagnosis), tryAgain });
  };

/** The cause first, since that is what people look for; what Azure said stays. */
function explained(fault: Fault, { class: name, cause, remedy, details }: Diagnosis): Fault {
  const told = Object.entries(details).map(([what, value]) => `${what}: ${value}`);
  const beside = told.length === 0 ? '' : ` (${told.join(', ')})`;
  return { ...fault, message: `${cause}${beside} ${fault.message}`, remedy, class: name };
}
