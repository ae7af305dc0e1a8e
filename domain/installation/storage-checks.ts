import { checkAnswer } from './answers.ts';
import { type Check, notChecked, well, wrong } from './check.ts';
import type { Place, SeenQueue, Sight } from './looked.ts';
import { accountId, giveRole, makeContainer, makeQueue, restart, showMessages } from './mends.ts';

type OfStorage<About extends Sight['about']> = Extract<Sight, { about: About }>;

const showAccount = ({ storageAccount }: Place) =>
  `az storage account show --name ${storageAccount} --query "{public:publicNetworkAccess, rules:networkRuleSet}"`;
const roleOnStorage = (place: Place, role: string) => giveRole(place, role, accountId(place.storageAccount));

export const checkContainer = ({ name, answer }: OfStorage<'container'>, place: Place): Check =>
  checkAnswer(answer, {
    name: `container ${name}`,
    what: `The container ${name} of the app's storage account`,
    ifAbsent: makeContainer(place, name),
    ifForbidden: roleOnStorage(place, 'Storage Blob Data Owner'),
    ifSilent: showAccount(place),
  });

export const checkTables = ({ answer }: OfStorage<'tables'>, place: Place): Check =>
  checkAnswer(answer, {
    name: 'tables',
    what: `The table service of the app's storage account`,
    ifAbsent: showAccount(place),
    ifForbidden: roleOnStorage(place, 'Storage Table Data Contributor'),
    ifSilent: showAccount(place),
  });

/** What is not taken after a quarter of an hour is not being taken at all: five tries are over by then. */
const longestWaitInSeconds = 15 * 60;

export function checkQueue(seen: SeenQueue, place: Place): readonly Check[] {
  const { name, answer } = seen;
  const itself = checkAnswer(answer, {
    name: `queue ${name}`,
    what: `The queue ${name} of the app's storage account`,
    ifAbsent: makeQueue(place, name),
    ifForbidden: roleOnStorage(place, 'Storage Queue Data Contributor'),
    ifSilent: showAccount(place),
  });
  if (answer !== 'fine') return [itself];
  return [itself, name.endsWith('-poison') ? checkPoison(seen, place) : checkAge(seen, place)];
}

function checkPoison({ name, messages = 0 }: SeenQueue, place: Place): Check {
  const title = `messages in ${name}`;
  if (messages === 0) return well(title);
  const count = messages === 1 ? 'One message' : `${messages} messages`;
  return wrong(title, `${count} could not be worked on, and nobody will try again.`, showMessages(place, name));
}

function checkAge({ name, oldestInSeconds = 0 }: SeenQueue, place: Place): Check {
  const title = `messages in ${name}`;
  if (oldestInSeconds <= longestWaitInSeconds) return well(title);
  const minutes = Math.round(oldestInSeconds / 60);
  return wrong(title, `A message has been waiting for ${minutes} minutes: nobody takes them.`, restart(place));
}

/** Tokens and signatures are refused when the clock of a machine is further off. */
const largestSkewInSeconds = 5 * 60;

export function checkClock({ aheadInSeconds }: OfStorage<'clock'>, place: Place): Check {
  if (aheadInSeconds === undefined) return notChecked('clock', 'No answer of storage said what time it is.');
  if (Math.abs(aheadInSeconds) <= largestSkewInSeconds) return well('clock');
  const minutes = Math.round(Math.abs(aheadInSeconds) / 60);
  const direction = aheadInSeconds > 0 ? 'ahead' : 'behind';
  return wrong('clock', `The clock of the app's machine is ${minutes} minutes ${direction}.`, restart(place));
}
