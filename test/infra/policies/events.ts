import { readdirSync, readFileSync } from 'node:fs';
import type { Deployed } from '../../../infra/check/check.ts';
import type { Resource } from '../../../infra/check/land.ts';
import { probes } from './heard-events.ts';
import { at, differences, listAt, ofType, policy, textAt } from './policy.ts';

/** Whether Event Grid delivers it. Source: Event Grid, "Event filtering for Event Grid subscriptions". */
function isDelivered(subscription: Resource, type: string, subject: string): boolean {
  const filter = 'properties.filter';
  const plain = subject.toLowerCase();
  return (
    at(subscription, `${filter}.isSubjectCaseSensitive`) === false &&
    listAt(subscription, `${filter}.includedEventTypes`).includes(type) &&
    plain.startsWith(textAt(subscription, `${filter}.subjectBeginsWith`).toLowerCase()) &&
    plain.endsWith(textAt(subscription, `${filter}.subjectEndsWith`).toLowerCase()) &&
    at(subscription, `${filter}.advancedFilters`) === undefined
  );
}

const subscriptions = (deployed: Deployed) => ofType(deployed, 'Microsoft.EventGrid/systemTopics/eventSubscriptions');
const topics = (deployed: Deployed) => ofType(deployed, 'Microsoft.EventGrid/systemTopics');
const accountOf = (deployed: Deployed) => ofType(deployed, 'Microsoft.Storage/storageAccounts')[0];
const isOfRuns = ({ name }: Resource) => name.includes('-runs-');

/** The containers and the queue that the code names. */
const codeOf = (folder: string) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
    .join('\n');
export const containersOfCode = [...codeOf('azure').matchAll(/\.container\('([^']+)'\)/g)].map(
  ([, name]) => name ?? '',
);
export const queuesOfCode = [...codeOf('functions').matchAll(/queueName: '([^']+)'/g)].map(([, name]) => name ?? '');

/** Roles that must be there before a subscription is made, by the id of what they are on. */
function waitsForRoles(deployed: Deployed, subscription: Resource): boolean {
  const all = new Map(deployed.resources.map((each) => [each.id, each]));
  const seen = new Set<string>();
  const visit = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const next of all.get(id)?.dependsOn ?? []) visit(next);
  };
  visit(subscription.id);
  const roles = [...seen].flatMap((id) => all.get(id) ?? []).filter(({ type }) => type.includes('roleAssignments'));
  const topic = subscription.id.split('/eventSubscriptions/')[0] ?? '';
  const known = deployed.case.existing[topic.toLowerCase()] as { identity?: { principalId?: string } } | undefined;
  const principal = known?.identity?.principalId ?? `⟨${topic}.identity.principalId⟩`;
  const own = roles
    .filter((each) => textAt(each, 'properties.principalId') === principal)
    .map(({ scope }) => scope.split('/').at(-1));
  return own.includes('dead-letters') && own.some((name) => queuesOfCode.includes(name ?? ''));
}

export const eventPolicies = [
  policy('Event Grid delivers what the app hears, and nothing else', (deployed) =>
    probes.flatMap(({ topicType, type, subject, heard: wanted }) => {
      const isRun = topicType.includes('MachineLearning');
      const found = subscriptions(deployed).filter((each) => isOfRuns(each) === isRun);
      const wrong = found.filter((each) => isDelivered(each, type, subject) !== wanted);
      return wrong.map(({ name }) => `${name}: ${type} of ${subject} is ${wanted ? 'not ' : ''}delivered`);
    }),
  ),
  policy('every source has one topic, beside it, with an identity', (deployed) => {
    const made = topics(deployed);
    const regions = new Map<string, string>([
      [accountOf(deployed)?.id.toLowerCase() ?? '', textAt(accountOf(deployed), 'location')],
    ]);
    for (const [id, body] of Object.entries(deployed.case.existing)) regions.set(id, textAt(body as never, 'location'));
    const of = made.map((each) => textAt(each, 'properties.source').toLowerCase());
    return [
      ...of.filter((source, i) => of.indexOf(source) < i).map((source) => `${source} has two topics`),
      ...made
        .filter((each) => textAt(each, 'identity.type') !== 'SystemAssigned')
        .map(({ name }) => `${name} has no identity`),
      ...made
        .filter((each) => textAt(each, 'location') !== regions.get(textAt(each, 'properties.source').toLowerCase()))
        .map(({ name }) => `${name} is not where its source is`),
      ...made
        .filter((each) => textAt(each, 'properties.topicType').includes('MachineLearning') !== isOfRuns(each))
        .map(({ name }) => `${name} is of another kind than its source`),
    ];
  }),
  policy('every workspace and the storage account have a subscription', (deployed) =>
    differences(
      'subscriptions',
      subscriptions(deployed).map(({ name }) => name.replace(/-[a-z0-9]+$/, '')),
      [
        'flowferry-flows',
        ...String(deployed.case.parameters['workspaceIds'])
          .split(',')
          .map((_, i) => `flowferry-runs-${i}`),
      ],
    ),
  ),
  policy('a topic that exists is used, and no second one made', (deployed) => {
    const given = Object.keys(deployed.case.existing).filter((id) => id.includes('/systemtopics/'));
    const asked = given.filter((id) => JSON.stringify(deployed.case.parameters).toLowerCase().includes(id));
    const used = subscriptions(deployed).map(({ id }) => id.toLowerCase());
    return asked.filter((id) => !used.some((each) => each.startsWith(`${id}/`))).map((id) => `${id} is not used`);
  }),
  policy('events go into the queue of the app by identity, as CloudEvents, and are kept when that fails', (deployed) =>
    subscriptions(deployed).flatMap((each) => {
      const to = 'properties.deliveryWithResourceIdentity';
      const dead = 'properties.deadLetterWithResourceIdentity';
      const wanted: readonly (readonly [string, unknown])[] = [
        ['properties.eventDeliverySchema', 'CloudEventSchemaV1_0'],
        [`${to}.identity.type`, 'SystemAssigned'],
        [`${to}.destination.endpointType`, 'StorageQueue'],
        [`${to}.destination.properties.resourceId`, accountOf(deployed)?.id],
        [`${to}.destination.properties.queueName`, queuesOfCode[0]],
        [`${to}.destination.properties.queueMessageTimeToLiveInSeconds`, 604_800],
        [`${dead}.identity.type`, 'SystemAssigned'],
        [`${dead}.deadLetterDestination.endpointType`, 'StorageBlob'],
        [`${dead}.deadLetterDestination.properties.resourceId`, accountOf(deployed)?.id],
        [`${dead}.deadLetterDestination.properties.blobContainerName`, 'dead-letters'],
        ['properties.retryPolicy.maxDeliveryAttempts', 30],
        ['properties.retryPolicy.eventTimeToLiveInMinutes', 1440],
      ];
      return wanted
        .filter(([path, value]) => at(each, path) !== value)
        .map(([path]) => `${each.name}: ${path} is wrong`);
    }),
  ),
  policy('a topic has its roles before its subscription is made', (deployed) =>
    subscriptions(deployed)
      .filter((each) => !waitsForRoles(deployed, each))
      .map(({ name }) => `${name} does not wait for roles`),
  ),
  policy('containers and queues are those that the app and the platform name', (deployed) => {
    const containers = ofType(deployed, 'Microsoft.Storage/storageAccounts/blobServices/containers').map(
      ({ name }) => name,
    );
    const [site] = ofType(deployed, 'Microsoft.Web/sites');
    const packages = textAt(site, 'properties.functionAppConfig.deployment.storage.value').split('⟩').at(-1) ?? '';
    const queues = ofType(deployed, 'Microsoft.Storage/storageAccounts/queueServices/queues').map(({ name }) => name);
    return [
      ...differences('containers', containers, [...containersOfCode, 'dead-letters', packages]),
      ...differences(
        'queues',
        queues,
        queuesOfCode.flatMap((name) => [name, `${name}-poison`]),
      ),
      ...ofType(deployed, 'Microsoft.Storage/storageAccounts/managementPolicies').flatMap((each) =>
        JSON.stringify(each.body).includes('"prefixMatch":["dead-letters/"]')
          ? []
          : ['more than dead letters is deleted'],
      ),
    ];
  }),
];
