import { installationSchema } from '../../domain/api/installation.ts';
import { checkInstallation } from '../../domain/installation/check-installation.ts';
import { route } from './route.ts';

/**
 * `GET /api/doctor`: looks at the installation from inside, and says what is wrong and the command that mends it. Takes
 * some seconds. Answers 200 whatever it finds.
 */
export const getDoctor = route({
  name: 'getDoctor',
  method: 'GET',
  path: 'doctor',
  summary: 'What is wrong with this installation, and what mends it',
  // What is found names roles and resources, and is for whoever runs it.
  roles: ['Write'],
  answers: { 200: installationSchema },
  handle: (world) => async () => {
    const checks = checkInstallation(await world.installation.look());
    return { jsonBody: { isWell: checks.every(({ state }) => state !== 'wrong'), checks } };
  },
});
