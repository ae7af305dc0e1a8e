import { allows, type Rights } from '../rights.ts';
import { partsOf } from '../workspace.ts';
import { type Check, notChecked, noted, well, wrong } from './check.ts';
import type { Place } from './looked.ts';
import { giveRole } from './mends.ts';

const ml = 'Microsoft.MachineLearningServices/workspaces';
const scientist = 'AzureML Data Scientist';

/** What Flowferry does in a workspace, the actions that it takes, and a built-in role that has them. */
const purposes = [
  {
    purpose: 'register models and environments',
    role: scientist,
    actions: [
      `${ml}/models/write`,
      `${ml}/models/versions/write`,
      `${ml}/environments/write`,
      `${ml}/environments/versions/write`,
    ],
  },
  {
    purpose: 'change endpoints',
    role: scientist,
    actions: [
      `${ml}/onlineEndpoints/write`,
      `${ml}/onlineEndpoints/delete`,
      `${ml}/onlineEndpoints/deployments/write`,
      `${ml}/onlineEndpoints/deployments/delete`,
    ],
  },
  {
    purpose: 'look at endpoints',
    role: scientist,
    actions: [
      `${ml}/onlineEndpoints/read`,
      `${ml}/onlineEndpoints/deployments/read`,
      `${ml}/onlineEndpoints/deployments/getLogs/action`,
    ],
  },
  {
    purpose: 'send endpoints requests',
    role: scientist,
    actions: [`${ml}/onlineEndpoints/score/action`, `${ml}/onlineEndpoints/token/action`],
  },
  {
    purpose: 'look at connections and datastores',
    role: scientist,
    actions: [`${ml}/connections/read`, `${ml}/datastores/read`],
  },
  { purpose: 'see who has which role', role: 'Reader', actions: ['Microsoft.Authorization/roleAssignments/read'] },
] as const;

/** What an installation may be meant to do without. */
const choices = [
  {
    purpose: 'give endpoints their roles',
    action: 'Microsoft.Authorization/roleAssignments/write',
    without: 'a release that needs one waits for an administrator',
    mend: () => 'azd env set FLOWFERRY_GRANT_ROLES true && azd provision',
  },
  {
    purpose: 'read the secrets of connections',
    action: `${ml}/connections/listsecrets/action`,
    without: 'flows whose manifest has enforceConnectionSecrets are refused',
    mend: (place: Place, id: string) =>
      giveRole(place, 'Azure Machine Learning Workspace Connection Secrets Reader', id),
  },
] as const;

/** What the app itself may do in a workspace. */
export function checkRights(id: string, rights: Rights | undefined, place: Place): readonly Check[] {
  const { name } = partsOf(id);
  if (!rights) {
    const sentence = `The app may not read its own rights in workspace ${name}.`;
    return [notChecked(`workspace ${name}: own rights`, sentence, giveRole(place, 'Reader', id))];
  }
  return [
    ...purposes.map(({ purpose, role, actions }) => {
      const missing = actions.filter((action) => !allows(rights, action));
      const title = `workspace ${name}: may ${purpose}`;
      if (missing.length === 0) return well(title);
      const sentence = `The app may not ${purpose} in workspace ${name}: it lacks ${missing.join(', ')}.`;
      return wrong(title, sentence, giveRole(place, role, id));
    }),
    ...choices.map(({ purpose, action, without, mend }) => {
      const title = `workspace ${name}: may ${purpose}`;
      if (allows(rights, action)) return well(title);
      return noted(title, `It may not ${purpose}, so ${without}; if that is not meant:`, mend(place, id));
    }),
  ];
}
