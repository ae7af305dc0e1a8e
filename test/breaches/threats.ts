import type { Breach } from './breach.ts';

const breach = (
  item: string,
  [file, find, replace]: readonly [string, string, string],
  [testFile, testName]: readonly [string, string],
): Breach => ({ item, file, find, replace, testFile, testName });

const scoringTest = 'test/azure/scoring.test.ts';
const signInTest = 'test/functions/http/sign-in.test.ts';

/** Controls of docs/threat-model.md, each taken out once. The item begins with the threat's number. */
export const threatBreaches: readonly Breach[] = [
  breach(
    'T1: what is known already is not done again',
    [
      'functions/events/accept-pushed-blob.ts',
      'await world.releases.remembered(source.key)',
      'await Promise.resolve<string | undefined>(undefined)',
    ],
    ['test/functions/receive-event.test.ts', 'that comes late does not release what has failed since'],
  ),
  breach(
    'T2: images from known registries only',
    ['domain/image-policy.ts', 'repository.startsWith(`${allowed}/`)', 'repository.startsWith(allowed)'],
    ['test/domain/image-policy.test.ts', 'from elsewhere is a fault: %s'],
  ),
  breach(
    'T4: the header of App Service counts only with App Service',
    ['functions/http/sign-in.ts', '!settings.WEBSITE_AUTH_ENABLED || header === null', 'header === null'],
    [signInTest, '%s opens nothing'],
  ),
  breach(
    'T4: without sign-in nobody gets in',
    [
      'functions/http/sign-in.ts',
      "if (how === 'none') return notSetUp();",
      "if (how === 'none') return atThisMachine(request);",
    ],
    [signInTest, 'nobody is let in'],
  ),
  breach(
    'T5: another site may not act',
    ['functions/http/sign-in.ts', "!headers.has('x-requested-by')", 'false'],
    [signInTest, 'another site cannot act in the name of whoever is signed in'],
  ),
  breach(
    'T7: a secret cannot be printed',
    ['domain/secret.ts', 'toJSON: () => mark', 'toJSON: () => text'],
    ['test/domain/secret.test.ts', 'is not in %s'],
  ),
  breach(
    'T7: what an activity answers holds no secret',
    ['functions/tell.ts', 'message: withoutSecrets(outcome.fault.message)', 'message: outcome.fault.message'],
    ['test/functions/tell.test.ts', 'holds no secret that trouble or a refusal repeats: %s'],
  ),
  breach(
    'T7: what an activity throws holds no secret',
    ['functions/tell.ts', 'throw new Error(withoutSecrets(message));', 'throw error;'],
    ['test/functions/tell.test.ts', 'holds no secret that trouble or a refusal repeats: %s'],
  ),
  breach(
    'T7: no key in what a model repeats',
    ['azure/scoring.ts', ".replaceAll(sent.reveal(), '…')", ''],
    [scoringTest, 'do not leave, even when a model repeats its request'],
  ),
  breach(
    'T9: names are compared as the strictest file system would',
    ['domain/package/archive-paths.ts', ".normalize('NFC').toLowerCase()", ''],
    ['test/domain/package/archive.test.ts', 'refuses a name that occurs twice, %s'],
  ),
  breach(
    'T9: unknown tags of YAML are refused',
    ['domain/yaml-file.ts', 'document.warnings[0] ?? ', ''],
    ['test/domain/yaml-file.test.ts', 'refuses the unknown tag of %s'],
  ),
  breach(
    'T10: keys go to hosts of the service only',
    ['azure/scoring.ts', 'hostname.endsWith(`.${suffix}`)', "hostname !== ''"],
    [scoringTest, 'are not sent to "%s", whoever wrote it into the endpoint'],
  ),
  breach(
    'T10: files and tokens go to storage of the cloud only',
    ['azure/datastores.ts', 'host !== options.storageSuffix || ', ''],
    ['test/azure/uploads.test.ts', 'a default datastore %s gets neither files nor a token'],
  ),
  breach(
    'T10: webhooks do not lead into private networks',
    ['azure/public-agent.ts', 'refused ? privateAddress(host) : problem', 'problem'],
    ['test/azure/public-agent.test.ts', 'is refused as soon as one meaning of the name is private'],
  ),
  breach(
    'T14: no markup of others in Teams',
    [
      'domain/announcement-cards.ts',
      "({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text }] })",
      "({ type: 'TextBlock', text })",
    ],
    ['test/domain/announcement-forms.test.ts', 'lets nobody write links, mentions or markup into Teams'],
  ),
  breach(
    'T15: the signature is over id and time too',
    ['azure/webhook-signature.ts', '.update(`${id}.${timestamp}.${body}`)', '.update(body)'],
    ['test/azure/channels.test.ts', 'sign what they post to others, so that a receiver with either key can tell'],
  ),
  breach(
    'T16: no change of a release without its message',
    ['functions/outbox.ts', '      if (before) await tell(before, change);\n', ''],
    ['test/orchestrations/tell-channels.test.ts', 'of a release goes to every channel, once'],
  ),
  breach(
    'T17: exact versions',
    ['package.json', '"yaml": "', '"yaml": "^'],
    ['test/supply-chain.test.ts', 'is named with exact versions, and nothing is put in place of what the app runs'],
  ),
];
